// Half-precision conversion of a vector of numbers by integer arithmetic, since .NET exposes no F16C.
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Caravan.Tensors;

/// <summary>
/// The vector steps of <see cref="HalfConverter"/>, for kernels that convert on the way. Numbers stand in the low 16 bits of
/// 32-bit lanes. Exact to the last bit, subnormals, infinities and NaN included; no step meets a subnormal result, so that
/// none is slow.
/// </summary>
public static class HalfVectors
{
    /// <summary>Widens eight half-precision numbers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> ToSingle(Vector256<uint> half)
    {
        Vector256<uint> magnitude = (half & Vector256.Create(0x7FFFu)) << 13;
        Vector256<uint> rebiased = magnitude + Vector256.Create(HalfBits.Rebias);
        Vector256<int> isSpecial = Vector256.GreaterThan(
            magnitude.AsInt32(),
            Vector256.Create((int)HalfBits.SpecialMagnitude - 1)
        );
        rebiased += isSpecial.AsUInt32() & Vector256.Create(HalfBits.Rebias);
        Vector256<uint> smallestNormal = Vector256.Create(HalfBits.SmallestNormal);
        Vector256<float> subnormal = (magnitude + smallestNormal).AsSingle() - smallestNormal.AsSingle();
        Vector256<int> isSubnormal = Vector256.LessThan(magnitude.AsInt32(), Vector256.Create(1 << 23));
        Vector256<uint> bits = Vector256.ConditionalSelect(isSubnormal.AsUInt32(), subnormal.AsUInt32(), rebiased);
        return (bits | ((half & Vector256.Create(0x8000u)) << 16)).AsSingle();
    }

    /// <summary>Widens four half-precision numbers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> ToSingle(Vector128<uint> half)
    {
        Vector128<uint> magnitude = (half & Vector128.Create(0x7FFFu)) << 13;
        Vector128<uint> rebiased = magnitude + Vector128.Create(HalfBits.Rebias);
        Vector128<int> isSpecial = Vector128.GreaterThan(
            magnitude.AsInt32(),
            Vector128.Create((int)HalfBits.SpecialMagnitude - 1)
        );
        rebiased += isSpecial.AsUInt32() & Vector128.Create(HalfBits.Rebias);
        Vector128<uint> smallestNormal = Vector128.Create(HalfBits.SmallestNormal);
        Vector128<float> subnormal = (magnitude + smallestNormal).AsSingle() - smallestNormal.AsSingle();
        Vector128<int> isSubnormal = Vector128.LessThan(magnitude.AsInt32(), Vector128.Create(1 << 23));
        Vector128<uint> bits = Vector128.ConditionalSelect(isSubnormal.AsUInt32(), subnormal.AsUInt32(), rebiased);
        return (bits | ((half & Vector128.Create(0x8000u)) << 16)).AsSingle();
    }

    /// <summary>Rounds eight single-precision numbers to the nearest half, ties to even.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<uint> FromSingle(Vector256<float> single)
    {
        Vector256<uint> bits = single.AsUInt32();
        Vector256<uint> magnitude = bits & Vector256.Create(0x7FFF_FFFFu);
        Vector256<uint> finite = Vector256
            .Min(magnitude.AsInt32(), Vector256.Create((int)HalfBits.TooLarge))
            .AsUInt32();
        Vector256<uint> odd = (finite >> 13) & Vector256<uint>.One;
        Vector256<uint> normal = (finite - Vector256.Create(HalfBits.Rebias - 0xFFF) + odd) >> 13;
        Vector256<uint> aligner = Vector256.Create(HalfBits.SubnormalAligner);
        Vector256<uint> subnormal = (finite.AsSingle() + aligner.AsSingle()).AsUInt32() - aligner;
        Vector256<int> isSubnormal = Vector256.LessThan(
            magnitude.AsInt32(),
            Vector256.Create((int)HalfBits.SmallestNormal)
        );
        Vector256<uint> half = Vector256.ConditionalSelect(isSubnormal.AsUInt32(), subnormal, normal);
        Vector256<int> isNaN = Vector256.GreaterThan(
            magnitude.AsInt32(),
            Vector256.Create((int)HalfBits.SingleInfinity)
        );
        Vector256<uint> quiet = ((magnitude >> 13) & Vector256.Create(0x3FFu)) | Vector256.Create(HalfBits.QuietNaN);
        return Vector256.ConditionalSelect(isNaN.AsUInt32(), quiet, half) | ((bits >> 16) & Vector256.Create(0x8000u));
    }

    /// <summary>Rounds four single-precision numbers to the nearest half, ties to even.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<uint> FromSingle(Vector128<float> single)
    {
        Vector128<uint> bits = single.AsUInt32();
        Vector128<uint> magnitude = bits & Vector128.Create(0x7FFF_FFFFu);
        Vector128<uint> finite = Vector128
            .Min(magnitude.AsInt32(), Vector128.Create((int)HalfBits.TooLarge))
            .AsUInt32();
        Vector128<uint> odd = (finite >> 13) & Vector128<uint>.One;
        Vector128<uint> normal = (finite - Vector128.Create(HalfBits.Rebias - 0xFFF) + odd) >> 13;
        Vector128<uint> aligner = Vector128.Create(HalfBits.SubnormalAligner);
        Vector128<uint> subnormal = (finite.AsSingle() + aligner.AsSingle()).AsUInt32() - aligner;
        Vector128<int> isSubnormal = Vector128.LessThan(
            magnitude.AsInt32(),
            Vector128.Create((int)HalfBits.SmallestNormal)
        );
        Vector128<uint> half = Vector128.ConditionalSelect(isSubnormal.AsUInt32(), subnormal, normal);
        Vector128<int> isNaN = Vector128.GreaterThan(
            magnitude.AsInt32(),
            Vector128.Create((int)HalfBits.SingleInfinity)
        );
        Vector128<uint> quiet = ((magnitude >> 13) & Vector128.Create(0x3FFu)) | Vector128.Create(HalfBits.QuietNaN);
        return Vector128.ConditionalSelect(isNaN.AsUInt32(), quiet, half) | ((bits >> 16) & Vector128.Create(0x8000u));
    }
}
