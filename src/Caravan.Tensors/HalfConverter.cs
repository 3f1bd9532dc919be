// Converts between half and single precision.
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Caravan.Tensors;

/// <summary>Half precision (IEEE 754 binary16) to and from single precision, exact and rounded to nearest even.</summary>
public static class HalfConverter
{
    /// <summary>The value of the half with these bits, exactly.</summary>
    public static float ToSingle(ushort half)
    {
        uint sign = (half & 0x8000u) << 16;
        uint magnitude = (half & 0x7FFFu) << 13;
        if (magnitude < 1u << 23)
        {
            // Subnormals are multiples of 2^-24.
            float subnormal = (half & 0x7FFF) * (1f / (1 << 24));
            return BitConverter.UInt32BitsToSingle(BitConverter.SingleToUInt32Bits(subnormal) | sign);
        }

        uint rebias = magnitude < HalfBits.SpecialMagnitude ? HalfBits.Rebias : 2 * HalfBits.Rebias;
        return BitConverter.UInt32BitsToSingle((magnitude + rebias) | sign);
    }

    /// <summary>The value of the little-endian half at the start of <paramref name="bytes"/>.</summary>
    public static float ReadSingle(ReadOnlySpan<byte> bytes) =>
        ToSingle(BinaryPrimitives.ReadUInt16LittleEndian(bytes));

    /// <summary>The bits of the nearest half, ties to even; infinity from 65520 on; NaN stays NaN and becomes quiet.</summary>
    public static ushort FromSingle(float single) =>
        (ushort)HalfVectors.FromSingle(Vector128.CreateScalar(single)).ToScalar();

    /// <summary>Widens a row of half-precision numbers.</summary>
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
        if (Vector256.IsHardwareAccelerated)
        {
            for (; i <= source.Length - Vector256<ushort>.Count; i += Vector256<ushort>.Count)
            {
                (Vector256<uint> lower, Vector256<uint> upper) = Vector256.Widen(
                    Vector256.LoadUnsafe(ref from, (nuint)i)
                );
                HalfVectors.ToSingle(lower).StoreUnsafe(ref to, (nuint)i);
                HalfVectors.ToSingle(upper).StoreUnsafe(ref to, (nuint)(i + Vector256<uint>.Count));
            }
        }

        for (; i <= source.Length - Vector128<ushort>.Count; i += Vector128<ushort>.Count)
        {
            (Vector128<uint> lower, Vector128<uint> upper) = Vector128.Widen(Vector128.LoadUnsafe(ref from, (nuint)i));
            HalfVectors.ToSingle(lower).StoreUnsafe(ref to, (nuint)i);
            HalfVectors.ToSingle(upper).StoreUnsafe(ref to, (nuint)(i + Vector128<uint>.Count));
        }

        for (; i < source.Length; i++)
        {
            destination[i] = ToSingle(source[i]);
        }
    }

    /// <summary>Rounds a row of single-precision numbers to half precision.</summary>
    /// <param name="source">The numbers.</param>
    /// <param name="destination">Receives the bits of as many halves.</param>
    /// <exception cref="ArgumentException">The destination is shorter than the source.</exception>
    public static void FromSingle(ReadOnlySpan<float> source, Span<ushort> destination)
    {
        CheckLengths(source.Length, destination.Length);
        ref float from = ref MemoryMarshal.GetReference(source);
        ref ushort to = ref MemoryMarshal.GetReference(destination);
        int i = 0;
        // Bounds: as above.
        if (Vector256.IsHardwareAccelerated)
        {
            for (; i <= source.Length - Vector256<ushort>.Count; i += Vector256<ushort>.Count)
            {
                Vector256<uint> lower = HalfVectors.FromSingle(Vector256.LoadUnsafe(ref from, (nuint)i));
                Vector256<uint> upper = HalfVectors.FromSingle(
                    Vector256.LoadUnsafe(ref from, (nuint)(i + Vector256<uint>.Count))
                );
                Vector256.Narrow(lower, upper).StoreUnsafe(ref to, (nuint)i);
            }
        }

        for (; i <= source.Length - Vector128<ushort>.Count; i += Vector128<ushort>.Count)
        {
            Vector128<uint> lower = HalfVectors.FromSingle(Vector128.LoadUnsafe(ref from, (nuint)i));
            Vector128<uint> upper = HalfVectors.FromSingle(
                Vector128.LoadUnsafe(ref from, (nuint)(i + Vector128<uint>.Count))
            );
            Vector128.Narrow(lower, upper).StoreUnsafe(ref to, (nuint)i);
        }

        for (; i < source.Length; i++)
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
