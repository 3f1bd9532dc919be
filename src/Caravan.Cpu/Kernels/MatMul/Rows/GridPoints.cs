// The grids of the IQ types in memory that does not move, and the signs that go with their points.
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Caravan.Tensors.Codebooks;

namespace Caravan.Cpu.Kernels.MatMul.Rows;

/// <summary>
/// Points of eight or four bytes, as one number each. An index never leaves its table: tables have as many points as their index
/// has values.
/// </summary>
internal static unsafe class GridPoints
{
    internal static readonly ulong* IQ2_XXS = (ulong*)Copy(IQ2_XXSGrid.Codebook, factor: 1);
    internal static readonly ulong* IQ2_XS = (ulong*)Copy(IQ2_XSGrid.Codebook, factor: 1);
    internal static readonly ulong* IQ2_S = (ulong*)Copy(IQ2_SGrid.Codebook, factor: 1);
    internal static readonly uint* IQ3_XXS = (uint*)Copy(IQ3_XXSGrid.Codebook, factor: 1);
    internal static readonly uint* IQ3_S = (uint*)Copy(IQ3_SGrid.Codebook, factor: 1);

    /// <summary>In eighths, before the shift.</summary>
    internal static readonly ulong* IQ1 = (ulong*)Copy(IQ1Grid.Codebook, factor: 8);

    /// <summary>The largest level of the grids of IQ1, in eighths and with the shift.</summary>
    internal const int IQ1Zero = 9;

    /// <summary>The largest level of the grids of IQ2.</summary>
    internal const int IQ2Zero = 43;

    /// <summary>The largest level of the grid of IQ3_XXS.</summary>
    internal const int IQ3_XXSZero = 62;

    /// <summary>The largest level of the grid of IQ3_S.</summary>
    internal const int IQ3_SZero = 15;

    /// <summary>What is added to the levels of IQ2_KL, the lowest of which is -63.</summary>
    internal const int IQ2_KLZero = 63;

    /// <summary>Codes 0 to 15, then 16 to 31: of each sixteen the first levels of their pairs, then the second ones.</summary>
    internal static readonly byte* IQ2_KL = CopyPairs();

    /// <summary>The eight signs that seven bits stand for.</summary>
    internal static readonly byte* SignsOf7Bits = CopySigns();

    /// <summary>Has the tables made before a kernel is compiled, so that it holds their addresses as constants.</summary>
    internal static void Prepare() => RuntimeHelpers.RunClassConstructor(typeof(GridPoints).TypeHandle);

    /// <summary>The 32 signs that the lower 28 bits stand for, seven for eight.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static uint SignsOf28Bits(uint bits)
    {
        byte* signs = SignsOf7Bits;
        return signs[bits & 127]
            | ((uint)signs[(bits >> 7) & 127] << 8)
            | ((uint)signs[(bits >> 14) & 127] << 16)
            | ((uint)signs[(bits >> 21) & 127] << 24);
    }

    /// <summary>Makes element i negative where bit i is set, and adds what makes all of them unsigned.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector256<byte> Negate(Vector256<byte> magnitudes, uint signs, int zeroPoint) =>
        Negate(magnitudes, PackedQuants.Bits(signs, 0xFF), zeroPoint);

    /// <summary>Makes elements negative where all bits are set, and adds what makes all of them unsigned.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector256<byte> Negate(Vector256<byte> magnitudes, Vector256<byte> mask, int zeroPoint) =>
        (magnitudes ^ mask) + (Vector256.Create((byte)zeroPoint) - mask);

    private static byte* Copy(GridCodebook grid, int factor)
    {
        ReadOnlySpan<sbyte> values = grid.Values;
        sbyte* copy = (sbyte*)NativeMemory.AlignedAlloc((nuint)values.Length, 64);
        for (int i = 0; i < values.Length; i++)
        {
            copy[i] = (sbyte)(factor * values[i]);
        }

        return (byte*)copy;
    }

    private static byte* CopyPairs()
    {
        ReadOnlySpan<sbyte> pairs = PairLevels.IQ2KL;
        byte* copy = (byte*)NativeMemory.AlignedAlloc((nuint)pairs.Length, 64);
        for (int i = 0; i < pairs.Length; i++)
        {
            int code = i / 2;
            copy[(code / 16 * 32) + (i % 2 * 16) + (code % 16)] = (byte)(pairs[i] + IQ2_KLZero);
        }

        return copy;
    }

    private static byte* CopySigns()
    {
        byte* signs = (byte*)NativeMemory.AlignedAlloc(128, 64);
        for (int bits = 0; bits < 128; bits++)
        {
            signs[bits] = (byte)Signs.FromSevenBits(bits);
        }

        return signs;
    }
}
