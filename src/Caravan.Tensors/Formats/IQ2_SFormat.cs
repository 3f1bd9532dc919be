// IQ2_S: blocks of 256 elements from a grid of 1024 points, with four-bit scales for each 16.
using Caravan.Tensors.Codebooks;

namespace Caravan.Tensors.Formats;

/// <summary>
/// <c>{ half d; byte q[32]; byte signs[32]; byte high[8]; byte s[8] }</c>: bit pair <c>i % 4</c> of <c>high[i / 4]</c> tops the number
/// of point i; <c>value = d * (s + 1/2) / 4 * point</c>.
/// </summary>
public sealed class IQ2_SFormat() : BlockQuantFormat(TensorType.IQ2_S, groupElements: 16)
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
        for (int group = 0; group < 16; group++)
        {
            int nibble = (block[74 + (group >> 1)] >> (4 * (group & 1))) & 15;
            scales[group] = scale * (0.5f + nibble) * 0.25f;
        }

        for (int i = 0; i < 32; i++)
        {
            int high = (block[66 + (i >> 2)] >> (2 * (i & 3))) & 3;
            Signs.Apply(IQ2_SGrid.Codebook[block[2 + i] | (high << 8)], block[34 + i], quants.Slice(8 * i, 8));
        }
    }
}
