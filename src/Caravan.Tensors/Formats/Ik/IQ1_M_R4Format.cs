// IQ1_M_R4: four interleaved rows of the ternary grid of IQ1_M, one scale a row.
using Caravan.Tensors.Codebooks;

namespace Caravan.Tensors.Formats.Ik;

/// <summary>
/// Bundle: <c>half d[4]</c>, then blocks of 32 columns <c>{ byte low[16]; byte high[8]; byte scales[4] }</c>: four times one grid
/// point of each row; nibbles of <c>high</c> hold three high bits and the sign of the shift of points 0 and 1, then 2 and 3; the
/// nibbles of a row's scale byte scale its halves. <c>value = d * scale * (point ± 1/8)</c>, here in eighths.
/// </summary>
public sealed class IQ1_M_R4Format() : BundleQuantFormat(TensorType.IQ1_M_R4, groupElements: 16)
{
    /// <inheritdoc/>
    protected override void UnpackBlock(
        in BundleBlock block,
        Span<sbyte> quants,
        Span<float> scales,
        Span<float> minimums
    )
    {
        byte scale = block.Bytes[24 + block.Row];
        scales[0] = 0.125f * (block.RowHalf * (scale & 15));
        scales[1] = 0.125f * (block.RowHalf * (scale >> 4));
        for (int i = 0; i < 4; i++)
        {
            int high = block.Bytes[16 + 4 * (i / 2) + block.Row] >> (4 * (i % 2));
            int point = block.Bytes[4 * i + block.Row] | ((high & 7) << 8);
            IQ1Grid.WriteEighths(point, (high & 8) == 0 ? 1 : -1, quants.Slice(8 * i, 8));
        }
    }
}
