// Emits the products of keys of signed bytes with one to four queries of words, in AVX-512 with VNNI.
using System.Runtime.InteropServices;
using Caravan.Cpu.Assembly.Rows;
using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace Caravan.Cpu.Assembly.Attention;

/// <summary>
/// Sixteen keys advance together, block by block: their bytes are transposed in registers until lanes are keys and widened to
/// words there; vpdpwssd sums a block exactly, and one fused addition brings it into the score, as
/// <see cref="VectorWordProducts{TVector, TOperations}"/> does.
/// </summary>
/// <param name="assembler">Receives the instructions.</param>
/// <param name="queries">1 to <see cref="SmallCounts.Most"/>.</param>
internal sealed class WordKeyCode(Assembler assembler, int queries) : RowFieldCode(assembler)
{
    /// <summary>Keys that advance together.</summary>
    internal const int KeysTogether = Rows;

    /// <summary>Lines that are fetched ahead for each block of sixteen keys: half of those it has.</summary>
    internal const int LinesPerBlock = Rows * BlockBytes / CacheLine / 2;

    private const int CacheLine = 64;
    private const int BlockBytes = 34;
    private const int QueryBlockBytes = WordTile.BlockElements * sizeof(short);

    private static readonly AssemblerRegister64 QueryAt = r8;
    private static readonly AssemblerRegister64 Block = r9;
    private static readonly AssemblerRegister64 Scores = r10;
    private static readonly AssemblerRegister64 Ahead = r11;
    private static readonly AssemblerRegister64[] Queries = [r12, r13, r14, r15];

    /// <summary>Emits the body of the function.</summary>
    internal void Write()
    {
        Assembler.mov(Stride, Field(nameof(WordKeyArguments.Stride)));
        Assembler.lea(Stride3, __[Stride + (Stride * 2)]);
        Assembler.mov(Scores, Field(nameof(WordKeyArguments.Scores)));
        Assembler.mov(Ahead, Field(nameof(WordKeyArguments.Ahead)));
        Assembler.mov(Queries[0], Field(nameof(WordKeyArguments.Queries)));
        for (int i = 1; i < queries; i++)
        {
            Assembler.mov(Queries[i], Queries[i - 1]);
            Assembler.add(Queries[i], Field(nameof(WordKeyArguments.QueryStride)));
        }

        Label group = Assembler.CreateLabel();
        Assembler.Label(ref group);
        WriteGroup();
        Assembler.add(Scores, Rows * sizeof(float));
        Assembler.dec(Field(nameof(WordKeyArguments.Groups)));
        Assembler.jnz(group);
    }

    private void WriteGroup()
    {
        Assembler.mov(Bases[0], Field(nameof(WordKeyArguments.Keys)));
        for (int i = 1; i < Bases.Length; i++)
        {
            Assembler.lea(Bases[i], __[Bases[i - 1] + (Stride * 4)]);
        }

        Assembler.lea(Block, __[Bases[3] + (Stride * 4)]);
        Assembler.mov(Field(nameof(WordKeyArguments.Keys)), Block);
        Assembler.mov(Block, Field(nameof(WordKeyArguments.Blocks)));
        Assembler.xor(QueryAt, QueryAt);
        AssemblerRegisterZMM[] scores = Zeros();
        Label block = Assembler.CreateLabel();
        Assembler.Label(ref block);
        WriteBlock(scores);
        foreach (AssemblerRegister64 row in Bases)
        {
            Assembler.add(row, BlockBytes);
        }

        Assembler.add(QueryAt, QueryBlockBytes);
        Assembler.add(Ahead, LinesPerBlock * CacheLine);
        Assembler.dec(Block);
        Assembler.jnz(block);
        for (int i = 0; i < queries; i++)
        {
            Assembler.vmovups(__zmmword_ptr[Scores + (i * AttentionTile.Size * sizeof(float))], scores[i]);
        }

        Give(scores);
    }

    private void WriteBlock(AssemblerRegisterZMM[] scores)
    {
        AssemblerRegisterZMM scale = Numbers(0);
        AssemblerRegisterZMM[] bytes = Wide(sizeof(ushort));
        // Two sums for each query, so that additions need not wait for one another.
        AssemblerRegisterZMM[] evens = Zeros();
        AssemblerRegisterZMM[] odds = Zeros();
        AssemblerRegisterZMM even = Take();
        int line = 0;
        for (int i = 0; i < bytes.Length; i++)
        {
            Assembler.vpsllw(even, bytes[i], 8);
            Assembler.vpsraw(even, even, 8);
            Assembler.vpsraw(bytes[i], bytes[i], 8);
            for (int query = 0; query < queries; query++)
            {
                Assembler.vpdpwssd(evens[query], even, Pair(query, 2 * i));
                Assembler.vpdpwssd(odds[query], bytes[i], Pair(query, (2 * i) + 1));
            }

            for (; line * bytes.Length < (i + 1) * LinesPerBlock; line++)
            {
                // Into the second-level cache: the first one has too few buffers for lines on their way.
                Assembler.prefetcht1(__[Ahead + (line * CacheLine)]);
            }
        }

        for (int query = 0; query < queries; query++)
        {
            Assembler.vpaddd(evens[query], evens[query], odds[query]);
            Assembler.vcvtdq2ps(evens[query], evens[query]);
            Assembler.vfmadd231ps(scores[query], evens[query], scale);
        }

        Give(even, scale);
        Give(bytes);
        Give(evens);
        Give(odds);
    }

    private AssemblerRegisterZMM[] Zeros()
    {
        AssemblerRegisterZMM[] registers = new AssemblerRegisterZMM[queries];
        for (int i = 0; i < queries; i++)
        {
            registers[i] = Take();
            Clear(registers[i]);
        }

        return registers;
    }

    private static AssemblerMemoryOperand Pair(int query, int pair) =>
        __dword_bcst[Queries[query] + QueryAt + (pair * 2 * sizeof(short))];

    private static AssemblerMemoryOperand Field(string name) =>
        __qword_ptr[CallingConvention.Argument + (int)Marshal.OffsetOf<WordKeyArguments>(name)];
}
