// The sixteen values of four-bit floating point, doubled so that they are whole numbers.
namespace Caravan.Tensors.Codebooks;

/// <summary>E2M1 of the OCP Microscaling Formats specification: sign, two bits of exponent, one of fraction.</summary>
public static class E2M1Levels
{
    /// <summary>Twice the value of each code; the scale that goes with it is halved. Minus zero is plain zero.</summary>
    public static ReadOnlySpan<sbyte> Doubled => [0, 1, 2, 3, 4, 6, 8, 12, 0, -1, -2, -3, -4, -6, -8, -12];
}
