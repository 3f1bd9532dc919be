// IQ4_XS: blocks of 256 four-bit codes of uneven levels with six-bit scales for each 32.
using System.Buffers.Binary;
using Caravan.Tensors.Codebooks;

namespace Caravan.Tensors.Formats;

/// <summary>
/// <c>{ half d; uint16 high; byte low[4]; byte q[128] }</c>: s has its low four bits in a nibble of <c>low</c>, the other two in
/// <c>high</c>; <c>value = d * (s - 32) * level</c>, each group's 16 bytes as in <see cref="IQ4_NLFormat"/>.
/// </summary>
public sealed class IQ4_XSFormat() : BlockQuantFormat(TensorType.IQ4_XS, groupElements: 32)
{
    /// <inheritdoc/>
    protected override void UnpackBlock(
        ReadOnlySpan<byte> block,
        Span<sbyte> quants,
        Span<float> scales,
        Span<float> minimums
    )
    {
        float scale = HalfConverter.ReadSingle(block);
        int highPairs = BinaryPrimitives.ReadUInt16LittleEndian(block[2..]);
        for (int group = 0; group < 8; group++)
        {
            int low = (block[4 + (group >> 1)] >> (4 * (group & 1))) & 15;
            int high = (highPairs >> (2 * group)) & 3;
            scales[group] = scale * ((low | (high << 4)) - 32);
            Nibbles.UnpackLevels(block.Slice(8 + (16 * group), 16), IQ4Levels.Values, quants.Slice(32 * group, 32));
        }
    }
}
