// Converts between bfloat16 and single precision.
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Caravan.Tensors;

/// <summary>bfloat16, the upper half of a single-precision number: exact there, rounded to nearest even back.</summary>
public static class BFloat16Converter
{
    /// <summary>The value of the bfloat16 with these bits, exactly.</summary>
    public static float ToSingle(ushort bits) => BitConverter.UInt32BitsToSingle((uint)bits << 16);

    /// <summary>The bits of the nearest bfloat16, ties to even; NaN stays NaN and becomes quiet.</summary>
    public static ushort FromSingle(float value)
    {
        uint bits = BitConverter.SingleToUInt32Bits(value);
        return float.IsNaN(value)
            ? (ushort)((bits >> 16) | 0x40)
            : (ushort)((bits + 0x7FFF + ((bits >> 16) & 1)) >> 16);
    }

    /// <summary>Widens a row of bfloat16 numbers.</summary>
    /// <param name="source">The bits of each number.</param>
    /// <param name="destination">Receives as many values.</param>
    /// <exception cref="ArgumentException">The destination is shorter than the source.</exception>
    public static void ToSingle(ReadOnlySpan<ushort> source, Span<float> destination)
    {
        CheckLengths(source.Length, destination.Length);
        ref ushort from = ref MemoryMarshal.GetReference(source);
        ref float to = ref MemoryMarshal.GetReference(destination);
        int i = 0;
        // Bounds: a step touches Count elements from i on, and i + Count <= source.Length <= destination.Length.
        for (; i <= source.Length - Vector128<ushort>.Count; i += Vector128<ushort>.Count)
        {
            (Vector128<uint> lower, Vector128<uint> upper) = Vector128.Widen(Vector128.LoadUnsafe(ref from, (nuint)i));
            (lower << 16).AsSingle().StoreUnsafe(ref to, (nuint)i);
            (upper << 16).AsSingle().StoreUnsafe(ref to, (nuint)(i + Vector128<uint>.Count));
        }

        for (; i < source.Length; i++)
        {
            destination[i] = ToSingle(source[i]);
        }
    }

    /// <summary>Rounds a row of single-precision numbers to bfloat16.</summary>
    /// <param name="source">The numbers.</param>
    /// <param name="destination">Receives the bits of as many.</param>
    /// <exception cref="ArgumentException">The destination is shorter than the source.</exception>
    public static void FromSingle(ReadOnlySpan<float> source, Span<ushort> destination)
    {
        CheckLengths(source.Length, destination.Length);
        for (int i = 0; i < source.Length; i++)
        {
            destination[i] = FromSingle(source[i]);
        }
    }

    private static void CheckLengths(int source, int destination)
    {
        if (destination < source)
        {
            throw new ArgumentException($"{source} numbers do not fit into {destination}");
        }
    }
}
