// Emits the weighted sums of values of signed bytes for one to four queries, in AVX-512 with VNNI.
using System.Runtime.InteropServices;
using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace Caravan.Cpu.Assembly.Attention;

/// <summary>
/// Two values advance together: the bytes of a block are widened to words and interleaved, so that vpdpwssd adds up both with
/// their weights, exactly. One fused addition brings a segment into the sums, as
/// <see cref="VectorWordProducts{TVector, TOperations}"/> does.
/// </summary>
/// <param name="assembler">Receives the instructions.</param>
/// <param name="queries">1 to <see cref="SmallCounts.Most"/>.</param>
internal sealed class WordValueCode(Assembler assembler, int queries)
{
    /// <summary>Values of a step, for which a line is fetched ahead.</summary>
    internal const int ValuesTogether = 4;

    private const int CacheLine = 64;
    private const int BlockBytes = 34;
    private const int QueryWords = AttentionTile.Size * sizeof(short);

    private static readonly AssemblerRegister64 Row = rax;
    private static readonly AssemblerRegister64 Stride = rbx;
    private static readonly AssemblerRegister64 Weights = rcx;
    private static readonly AssemblerRegister64 Units = rdx;
    private static readonly AssemblerRegister64 Ahead = rsi;
    private static readonly AssemblerRegister64 Count = r8;
    private static readonly AssemblerRegister64 PairAt = r9;
    private static readonly AssemblerRegister64[] Sums = [r12, r13, r14, r15];

    private static readonly AssemblerRegisterZMM First = zmm30;
    private static readonly AssemblerRegisterZMM Second = zmm31;

    /// <summary>Emits the body of the function.</summary>
    internal void Write()
    {
        assembler.mov(Stride, Field(nameof(WordValueArguments.Stride)));
        assembler.mov(Weights, Field(nameof(WordValueArguments.Weights)));
        assembler.mov(Units, Field(nameof(WordValueArguments.Units)));
        assembler.mov(Ahead, Field(nameof(WordValueArguments.Ahead)));
        assembler.mov(Sums[0], Field(nameof(WordValueArguments.Sums)));
        for (int i = 1; i < queries; i++)
        {
            assembler.mov(Sums[i], Sums[i - 1]);
            assembler.add(Sums[i], Field(nameof(WordValueArguments.SumStride)));
        }

        assembler.vmovdqu64(
            First,
            __zmmword_ptr[CallingConvention.Argument + Offset(nameof(WordValueArguments.First))]
        );
        assembler.vmovdqu64(
            Second,
            __zmmword_ptr[CallingConvention.Argument + Offset(nameof(WordValueArguments.Second))]
        );
        Label block = assembler.CreateLabel();
        assembler.Label(ref block);
        WriteBlock();
        assembler.add(Field(nameof(WordValueArguments.Values)), BlockBytes);
        assembler.add(Weights, queries * QueryWords);
        assembler.add(Units, queries * sizeof(float));
        for (int i = 0; i < queries; i++)
        {
            assembler.add(Sums[i], WordTile.BlockElements * sizeof(float));
        }

        assembler.dec(Field(nameof(WordValueArguments.Blocks)));
        assembler.jnz(block);
    }

    private void WriteBlock()
    {
        assembler.mov(Row, Field(nameof(WordValueArguments.Values)));
        assembler.mov(Count, Field(nameof(WordValueArguments.Steps)));
        assembler.mov(PairAt, Weights);
        for (int i = 0; i < 2 * queries; i++)
        {
            assembler.vpxord(Vectors.Ymm(i), Vectors.Ymm(i), Vectors.Ymm(i));
        }

        AssemblerRegisterZMM even = zmm16;
        AssemblerRegisterZMM odd = zmm17;
        AssemblerRegisterZMM high = zmm18;
        Label step = assembler.CreateLabel();
        assembler.Label(ref step);
        assembler.prefetcht1(__[Ahead]);
        for (int i = 0; i < ValuesTogether / 2; i++)
        {
            assembler.vpmovsxbw(even, __ymmword_ptr[Row + sizeof(ushort)]);
            assembler.vpmovsxbw(odd, __ymmword_ptr[Row + Stride + sizeof(ushort)]);
            assembler.vpunpckhwd(high, even, odd);
            assembler.vpunpcklwd(even, even, odd);
            for (int query = 0; query < queries; query++)
            {
                AssemblerMemoryOperand weights = __dword_bcst[PairAt + (query * QueryWords)];
                assembler.vpdpwssd(Vectors.Zmm(2 * query), even, weights);
                assembler.vpdpwssd(Vectors.Zmm((2 * query) + 1), high, weights);
            }

            assembler.lea(Row, __[Row + (Stride * 2)]);
            assembler.add(PairAt, 2 * sizeof(short));
        }

        assembler.add(Ahead, CacheLine);
        assembler.dec(Count);
        assembler.jnz(step);
        for (int query = 0; query < queries; query++)
        {
            AssemblerRegisterZMM first = zmm16;
            AssemblerRegisterZMM second = zmm17;
            AssemblerRegisterZMM unit = zmm18;
            assembler.vmovdqa64(first, First);
            assembler.vpermi2q(first, Vectors.Zmm(2 * query), Vectors.Zmm((2 * query) + 1));
            assembler.vmovdqa64(second, Second);
            assembler.vpermi2q(second, Vectors.Zmm(2 * query), Vectors.Zmm((2 * query) + 1));
            assembler.vbroadcastss(unit, __dword_ptr[Units + (query * sizeof(float))]);
            AddScaled(first, unit, __zmmword_ptr[Sums[query]]);
            AddScaled(second, unit, __zmmword_ptr[Sums[query] + 64]);
        }
    }

    private void AddScaled(AssemblerRegisterZMM integers, AssemblerRegisterZMM unit, AssemblerMemoryOperand sums)
    {
        assembler.vcvtdq2ps(integers, integers);
        assembler.vfmadd213ps(integers, unit, sums);
        assembler.vmovups(sums, integers);
    }

    private static AssemblerMemoryOperand Field(string name) => __qword_ptr[CallingConvention.Argument + Offset(name)];

    private static int Offset(string name) => (int)Marshal.OffsetOf<WordValueArguments>(name);
}
