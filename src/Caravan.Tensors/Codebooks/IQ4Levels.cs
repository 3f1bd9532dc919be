// The sixteen levels of IQ4_NL and IQ4_XS.
namespace Caravan.Tensors.Codebooks;

/// <summary>What the four-bit codes of IQ4_NL and IQ4_XS stand for.</summary>
public static class IQ4Levels
{
    /// <summary>The level of each code.</summary>
    public static ReadOnlySpan<sbyte> Values =>
        [-127, -104, -83, -65, -49, -35, -22, -10, 1, 13, 25, 38, 53, 69, 89, 113];
}
