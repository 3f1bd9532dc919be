// Rows of half precision to and from single precision, eight at a time.
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Caravan.Cpu;

/// <summary>
/// IEEE binary16 rows without F16C, which .NET 10 does not expose. After Fabian Giesen's branch-free conversions; rounding
/// is to nearest, ties to even. Reads and writes <c>count</c> elements and no byte beyond.
/// </summary>
internal static unsafe class HalfRows
{
    // Bits of single-precision numbers: the exponent step of half's infinity, its smallest normal number, the first number
    // beyond its range, and the sum that leaves a subnormal's mantissa in the low bits.
    private const uint HalfExponent = 0x7C00u << 13;
    private const uint ExponentShift = (127u - 15) << 23;
    private const uint SmallestNormal = 113u << 23;
    private const uint BeyondRange = (127u + 16) << 23;
    private const uint SubnormalMagic = ((127u - 15) + (23 - 10) + 1) << 23;

    /// <summary>Halves to singles, exactly.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void ToSingle(ushort* source, float* destination, long count)
    {
        long i = 0;
        for (; i <= count - 8; i += 8)
        {
            ToSingle(Vector128.Load(source + i)).Store(destination + i);
        }

        if (i < count)
        {
            Vector128<ushort> tail = default;
            Unsafe.CopyBlockUnaligned(&tail, source + i, (uint)(count - i) * sizeof(ushort));
            VectorRows.StoreTail(ToSingle(tail), destination + i, count - i);
        }
    }

    /// <summary>Singles to halves.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void FromSingle(float* source, ushort* destination, long count)
    {
        long i = 0;
        for (; i <= count - 8; i += 8)
        {
            FromSingle(Vector256.Load(source + i)).Store(destination + i);
        }

        if (i < count)
        {
            Vector128<ushort> tail = FromSingle(VectorRows.LoadTail(source + i, count - i));
            Unsafe.CopyBlockUnaligned(destination + i, &tail, (uint)(count - i) * sizeof(ushort));
        }
    }

    /// <summary>One half to single, exactly.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static float ToSingle(ushort half)
    {
        uint magnitude = (half & 0x7FFFu) << 13;
        // Exponent and mantissa in a single's places are the number times 2 to the -112, unless it is infinite or NaN.
        return magnitude < HalfExponent
            ? BitConverter.UInt32BitsToSingle(magnitude | ((half & 0x8000u) << 16)) * 5.192296858534828e33f
            : (float)BitConverter.UInt16BitsToHalf(half);
    }

    /// <summary>Eight halves to singles.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector256<float> ToSingle(Vector128<ushort> halves)
    {
        Vector256<uint> bits = Vector256.WidenLower(halves.ToVector256Unsafe());
        Vector256<uint> magnitude = (bits & Vector256.Create(0x7FFFu)) << 13;
        Vector256<uint> sign = (bits & Vector256.Create(0x8000u)) << 16;
        Vector256<uint> exponent = magnitude & Vector256.Create(HalfExponent);
        Vector256<uint> shifted = magnitude + Vector256.Create(ExponentShift);
        Vector256<uint> special = Vector256.Equals(exponent, Vector256.Create(HalfExponent));
        shifted += special & Vector256.Create((128u - 16) << 23);
        Vector256<float> subnormal =
            (shifted + Vector256.Create(1u << 23)).AsSingle() - Vector256.Create(SmallestNormal).AsSingle();
        Vector256<uint> result = Vector256.ConditionalSelect(
            Vector256.Equals(exponent, default),
            subnormal.AsUInt32(),
            shifted
        );
        return (result | sign).AsSingle();
    }

    /// <summary>Eight singles to halves.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector128<ushort> FromSingle(Vector256<float> singles)
    {
        Vector256<uint> bits = singles.AsUInt32();
        Vector256<uint> sign = bits & Vector256.Create(0x80000000u);
        Vector256<uint> magnitude = bits ^ sign;
        Vector256<uint> odd = (magnitude >> 13) & Vector256<uint>.One;
        Vector256<uint> normal = (magnitude - Vector256.Create(ExponentShift) + Vector256.Create(0xFFFu) + odd) >> 13;
        Vector256<uint> subnormal =
            (magnitude.AsSingle() + Vector256.Create(SubnormalMagic).AsSingle()).AsUInt32()
            - Vector256.Create(SubnormalMagic);
        // Magnitudes are below 2^31, so that the signed comparison, which AVX2 has, gives the same answer.
        Vector256<int> signed = magnitude.AsInt32();
        Vector256<uint> result = Vector256.ConditionalSelect(
            Vector256.LessThan(signed, Vector256.Create((int)SmallestNormal)).AsUInt32(),
            subnormal,
            normal
        );
        Vector256<uint> isNan = Vector256.GreaterThan(signed, Vector256.Create(0x7F800000)).AsUInt32();
        Vector256<uint> special = Vector256.Create(0x7C00u) | (isNan & Vector256.Create(0x200u));
        result = Vector256.ConditionalSelect(
            Vector256.GreaterThanOrEqual(signed, Vector256.Create((int)BeyondRange)).AsUInt32(),
            special,
            result
        );
        result |= sign >> 16;
        return Vector128.Narrow(result.GetLower(), result.GetUpper());
    }
}
