// Scales of the form d * (offset + step * number) * after.
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Caravan.Cpu.Kernels.MatMul.Tiles;

namespace Caravan.Cpu.Kernels.MatMul.Rows;

/// <summary>What is in the brackets is exact, so that the rounding is the format's own.</summary>
internal static unsafe class GridScales
{
    /// <summary>One group of eight rows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Store(
        Vector256<uint> numbers,
        Vector256<float> d,
        float offset,
        float step,
        float after,
        float* scales
    )
    {
        Vector256<float> number = Vector256.ConvertToSingle(numbers.AsInt32());
        Vector256<float> factor = Vector256.Create(offset) + (Vector256.Create(step) * number);
        (d * factor * Vector256.Create(after)).Store(scales);
    }

    /// <summary>Eight groups, one a nibble, the lowest first.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Nibbles(
        Vector256<uint> packed,
        Vector256<float> d,
        float offset,
        float step,
        float after,
        float* scales
    )
    {
        for (int group = 0; group < 8; group++)
        {
            Store(packed & Vector256.Create(15u), d, offset, step, after, scales + (group * TileLayout.Rows));
            packed >>= 4;
        }
    }
}
