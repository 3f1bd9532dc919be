// IQ3_S: blocks of 256 elements from a grid of 512 four-element points, with four-bit scales for each 32.
using Caravan.Tensors.Codebooks;

namespace Caravan.Tensors.Formats;

/// <summary>
/// <c>{ half d; byte q[64]; byte high[8]; byte signs[32]; byte s[4] }</c>: bit <c>i % 8</c> of <c>high[i / 8]</c> tops the number of
/// point i; <c>value = d * (2 * s + 1) * point</c>.
/// </summary>
public sealed class IQ3_SFormat() : BlockQuantFormat(TensorType.IQ3_S, groupElements: 32)
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
        for (int group = 0; group < 8; group++)
        {
            int nibble = (block[106 + (group >> 1)] >> (4 * (group & 1))) & 15;
            scales[group] = scale * (1 + (2 * nibble));
        }

        for (int i = 0; i < 64; i++)
        {
            int high = (block[66 + (i >> 3)] >> (i & 7)) & 1;
            int mask = block[74 + (i >> 1)] >> (4 * (i & 1));
            Signs.Apply(IQ3_SGrid.Codebook[block[2 + i] | (high << 8)], mask, quants.Slice(4 * i, 4));
        }
    }
}
