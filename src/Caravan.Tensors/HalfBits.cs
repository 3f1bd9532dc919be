// Bit patterns that matter when half and single precision are converted by integer arithmetic.
namespace Caravan.Tensors;

/// <summary>Single-precision bit patterns, unless they say otherwise.</summary>
internal static class HalfBits
{
    /// <summary>The difference of the exponents' biases, 127 - 15, at the exponent's place.</summary>
    internal const uint Rebias = 112u << 23;

    /// <summary>2^-14, the smallest normal half.</summary>
    internal const uint SmallestNormal = 113u << 23;

    /// <summary>A half's infinity, its sign cleared and moved to single precision's place without rebiasing.</summary>
    internal const uint SpecialMagnitude = 31u << 23;

    /// <summary>2^16, which rounds to the half infinity as everything above it.</summary>
    internal const uint TooLarge = 143u << 23;

    /// <summary>1/2, whose last bit weighs 2^-24 as a subnormal half's: adding it rounds to a whole number of those.</summary>
    internal const uint SubnormalAligner = 126u << 23;

    /// <summary>Infinity.</summary>
    internal const uint SingleInfinity = 255u << 23;

    /// <summary>The half that is a quiet NaN.</summary>
    internal const uint QuietNaN = 0x7E00;
}
