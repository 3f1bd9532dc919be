// Four bytes that hold the signs of 32 elements and a four-bit scale.
namespace Caravan.Tensors.Formats.Ik;

/// <summary>
/// IQ2_XXS_R4 and IQ3_XXS_R4 keep one bit of the scale in the lowest bit of each byte; the other bits, exclusive-or their
/// half, are the signs of eight elements, of which the number of negative ones is even.
/// </summary>
internal static class ScaledSigns
{
    /// <summary>The scale, 0..15, in four bytes.</summary>
    internal static int Scale(ReadOnlySpan<byte> signs) =>
        (signs[0] & 1) | ((signs[1] & 1) << 1) | ((signs[2] & 1) << 2) | ((signs[3] & 1) << 3);

    /// <summary>The mask of negative elements in one byte.</summary>
    internal static int Mask(byte signs) => (signs & 254) ^ (signs >> 1);
}
