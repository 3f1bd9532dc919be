// Reads memory from front to back as fast as a core can.
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Caravan.Cpu.Assembly;
using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace Caravan.Cpu;

/// <summary>Loads of a whole line each, fetched ahead; assembled where the processor has registers of 512 bits.</summary>
internal static unsafe class ReadLoop
{
    /// <summary>Bytes of a turn: what is read is a multiple of it.</summary>
    internal const int TurnBytes = 512;

    private const int LineBytes = 64;

    // As far as a page of the smallest kind: beyond the lines that the processor fetches by itself.
    private const int AheadBytes = 4096;

    private static readonly MachineCode? Code = Avx512F.IsSupported ? MachineCode.TryAssemble(Write) : null;

    /// <summary>Reads bytes.</summary>
    /// <param name="first">The first one.</param>
    /// <param name="bytes">How many, a multiple of <see cref="TurnBytes"/> and not zero.</param>
    internal static void Run(byte* first, long bytes)
    {
        if (Code is null)
        {
            RunVectors(first, bytes);
            return;
        }

        long* arguments = stackalloc long[] { (nint)first, bytes / TurnBytes };
        Code.Entry(arguments);
    }

    private static void Write(Assembler assembler)
    {
        assembler.mov(rax, __qword_ptr[CallingConvention.Argument]);
        assembler.mov(rbx, __qword_ptr[CallingConvention.Argument + sizeof(long)]);
        Label turn = assembler.CreateLabel();
        assembler.Label(ref turn);
        for (int at = 0; at < TurnBytes; at += LineBytes)
        {
            // Bounds: whole turns lie within the range; a fetch of a line that is not there does nothing.
            assembler.prefetcht0(__[rax + (AheadBytes + at)]);
            assembler.vmovdqu64(Vectors.Zmm(at / LineBytes), __zmmword_ptr[rax + at]);
        }

        assembler.add(rax, TurnBytes);
        assembler.dec(rbx);
        assembler.jnz(turn);
    }

    /// <summary>The same with the runtime's vectors.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void RunVectors(byte* first, long bytes)
    {
        // Bounds: bytes is a multiple of the four lines of a turn.
        Vector256<long> a = default,
            b = default,
            c = default,
            d = default;
        for (long at = 0; at < bytes; at += 4 * LineBytes)
        {
            byte* line = first + at;
            CachePrefetch.ToFirstLevel(line + AheadBytes);
            CachePrefetch.ToFirstLevel(line + AheadBytes + LineBytes);
            CachePrefetch.ToFirstLevel(line + AheadBytes + (2 * LineBytes));
            CachePrefetch.ToFirstLevel(line + AheadBytes + (3 * LineBytes));
            a += Vector256.Load((long*)line) + Vector256.Load((long*)(line + 32));
            b += Vector256.Load((long*)(line + 64)) + Vector256.Load((long*)(line + 96));
            c += Vector256.Load((long*)(line + 128)) + Vector256.Load((long*)(line + 160));
            d += Vector256.Load((long*)(line + 192)) + Vector256.Load((long*)(line + 224));
        }

        Keep(Vector256.Sum(a + b + c + d));
    }

    // What nobody reads need not be loaded.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Keep(long sum) => _ = sum;
}
