// The generator of levels of the IQ*_KT types.
namespace Caravan.Tensors.Codebooks;

/// <summary>
/// The trellis of ik_llama.cpp's IQ*_KT types: a code seeds a multiplicative generator modulo 2^32, each element takes one
/// step of it, and its level is the sum of the four bytes of the state, reduced to six bits each, less 126.
/// </summary>
public static class IntegerTrellis
{
    /// <summary>What is added to a code to give the state before the first step.</summary>
    public const uint Offset = 4096;

    /// <summary>What one step multiplies the state by.</summary>
    public const uint Multiplier = 0xCBAC1FED;

    /// <summary>What is taken off the sum of the bytes.</summary>
    public const int Middle = 126;

    /// <summary>The bits of each byte of the state that count.</summary>
    public const uint Mask = 0x3F3F3F3F;

    /// <summary>What every product of ik_llama.cpp multiplies the scales of IQ2_KT's rows by; its row dequantizer does not.</summary>
    public const float FactorOfIQ2 = 1.05f;

    /// <summary>Generates the levels, in -126..126, of the elements that share a code.</summary>
    internal static void Generate(uint state, Span<sbyte> levels)
    {
        for (int i = 0; i < levels.Length; i++)
        {
            state *= Multiplier;
            // The sum of the bytes is at most 4 * 63, so the top byte of the product holds it whole.
            levels[i] = (sbyte)((int)(((state & Mask) * 0x01010101) >> 24) - Middle);
        }
    }
}
