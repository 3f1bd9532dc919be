// Where the nibbles of 32 elements stand in Q4_0_R8 and MXFP4_R8.
namespace Caravan.Tensors.Formats.Ik;

/// <summary>
/// Four neighbouring elements of a row are four neighbouring bytes, the eight rows follow one another (32 bytes); the low
/// nibbles of the four such lines are elements 0..15, the high nibbles 16..31.
/// </summary>
internal static class EightRowNibbles
{
    /// <summary>The code of one element, from 128 bytes.</summary>
    internal static int Read(ReadOnlySpan<byte> packed, int row, int element)
    {
        int line = element % 16 / 4;
        return (packed[32 * line + 4 * row + element % 4] >> (4 * (element / 16))) & 15;
    }
}
