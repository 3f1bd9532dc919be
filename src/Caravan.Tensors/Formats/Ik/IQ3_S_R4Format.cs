// IQ3_S_R4: four interleaved rows of IQ3_S.
using Caravan.Tensors.Codebooks;

namespace Caravan.Tensors.Formats.Ik;

/// <summary>
/// <c>{ half d[4]; byte low[256]; byte high[32]; byte signs[128]; byte scales[16] }</c>. Each group of 32 has 32 bytes of grid
/// points, in order of pair <c>j</c>, then half, then row: point <c>j</c> of that half of the row. Bit <c>4 half + j</c> of the
/// row's high byte tops a point; the same bit of the row's sign byte <c>k</c> is the sign of its element <c>k</c>. Scales are
/// in order of group, then row, from the low nibbles up. <c>value = d * (2 scale + 1) * point</c>.
/// </summary>
public sealed class IQ3_S_R4Format() : BundleQuantFormat(TensorType.IQ3_S_R4, groupElements: 32)
{
    /// <inheritdoc/>
    protected override void UnpackBlock(
        in BundleBlock block,
        Span<sbyte> quants,
        Span<float> scales,
        Span<float> minimums
    )
    {
        float d = block.BlockHalf(block.Row);
        for (int group = 0; group < scales.Length; group++)
        {
            int unit = 4 * group + block.Row;
            scales[group] = d * (2 * ((block.Bytes[424 + unit % 16] >> (4 * (unit / 16))) & 15) + 1);
            ReadOnlySpan<byte> signs = block.Bytes.Slice(296 + 4 * unit, 4);
            for (int i = 0; i < 8; i++)
            {
                int low = block.Bytes[8 + 32 * group + 8 * (i % 4) + 4 * (i / 4) + block.Row];
                int high = (block.Bytes[264 + unit] >> i) & 1;
                int mask = 0;
                for (int element = 0; element < 4; element++)
                {
                    mask |= ((signs[element] >> i) & 1) << element;
                }

                Signs.Apply(IQ3_SGrid.Codebook[low | (high << 8)], mask, quants.Slice(32 * group + 4 * i, 4));
            }
        }
    }
}
