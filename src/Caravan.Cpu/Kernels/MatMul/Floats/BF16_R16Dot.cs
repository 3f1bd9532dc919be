// One activation row with interleaved rows of bfloat16, straight from memory.
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Caravan.Cpu.Kernels.MatMul.Floats;

/// <summary>
/// A line has two neighbouring elements of each of sixteen rows. Lanes are rows; element i goes to sum i mod 8 of its row, in rising
/// order, each product and sum rounded once, and the sums are added as <see cref="FloatRows"/> adds lanes.
/// </summary>
internal static unsafe class BF16_R16Dot
{
    /// <summary>Rows of a bundle.</summary>
    internal const int Rows = 16;

    /// <summary>Bytes of a line.</summary>
    internal const int LineBytes = Rows * 2 * sizeof(ushort);

    private const int Sums = 8;

    // Two halves of a bundle are read one after the other: the second finds its lines in the cache.
    private const int FetchLines = 32;

    /// <summary>Products of eight rows.</summary>
    /// <param name="lines">The first row's first elements.</param>
    /// <param name="activation">The prepared activation row.</param>
    /// <param name="k">Elements, an even number.</param>
    /// <param name="destination">Receives eight products.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Eight(byte* lines, float* activation, int k, float* destination)
    {
        Vector256<float> s0 = default;
        Vector256<float> s1 = default;
        Vector256<float> s2 = default;
        Vector256<float> s3 = default;
        Vector256<float> s4 = default;
        Vector256<float> s5 = default;
        Vector256<float> s6 = default;
        Vector256<float> s7 = default;
        int i = 0;
        for (; i <= k - Sums; i += Sums)
        {
            Fetch(lines);
            s0 = AddLower(lines, activation + i, s0);
            s1 = AddUpper(lines, activation + i + 1, s1);
            s2 = AddLower(lines + LineBytes, activation + i + 2, s2);
            s3 = AddUpper(lines + LineBytes, activation + i + 3, s3);
            s4 = AddLower(lines + (2 * LineBytes), activation + i + 4, s4);
            s5 = AddUpper(lines + (2 * LineBytes), activation + i + 5, s5);
            s6 = AddLower(lines + (3 * LineBytes), activation + i + 6, s6);
            s7 = AddUpper(lines + (3 * LineBytes), activation + i + 7, s7);
            lines += Sums / 2 * LineBytes;
        }

        if (i < k)
        {
            s0 = AddLower(lines, activation + i, s0);
            s1 = AddUpper(lines, activation + i + 1, s1);
        }

        if (i + 2 < k)
        {
            s2 = AddLower(lines + LineBytes, activation + i + 2, s2);
            s3 = AddUpper(lines + LineBytes, activation + i + 3, s3);
        }

        if (i + 4 < k)
        {
            s4 = AddLower(lines + (2 * LineBytes), activation + i + 4, s4);
            s5 = AddUpper(lines + (2 * LineBytes), activation + i + 5, s5);
        }

        (s0 + s4 + (s2 + s6) + (s1 + s5 + (s3 + s7))).Store(destination);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Fetch(byte* lines)
    {
        for (int line = 0; line < Sums / 2; line++)
        {
            Sse.Prefetch0(lines + ((FetchLines + line) * LineBytes));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> AddLower(byte* line, float* activation, Vector256<float> sum) =>
        Fma.MultiplyAdd((Vector256.Load((uint*)line) << 16).AsSingle(), Vector256.Create(*activation), sum);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> AddUpper(byte* line, float* activation, Vector256<float> sum) =>
        Fma.MultiplyAdd(
            (Vector256.Load((uint*)line) & Vector256.Create(0xFFFF0000u)).AsSingle(),
            Vector256.Create(*activation),
            sum
        );
}
