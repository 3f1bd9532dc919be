// IQ2_S_R4: four interleaved rows of IQ2_S.
using Caravan.Tensors.Codebooks;

namespace Caravan.Tensors.Formats.Ik;

/// <summary>
/// <c>{ half d[4]; byte low[128]; byte high[32]; byte signs[128]; byte scales[32] }</c>: for each 32 elements, then row, four
/// grid points with two high bits each in a byte, four bytes of signs, and a byte with the scales of both halves.
/// <c>value = d / 8 * (2 scale + 1) * point</c>.
/// </summary>
public sealed class IQ2_S_R4Format() : BundleQuantFormat(TensorType.IQ2_S_R4, groupElements: 16)
{
    /// <inheritdoc/>
    protected override void UnpackBlock(
        in BundleBlock block,
        Span<sbyte> quants,
        Span<float> scales,
        Span<float> minimums
    )
    {
        float d = 0.125f * block.BlockHalf(block.Row);
        for (int part = 0; part < 8; part++)
        {
            int unit = 4 * part + block.Row;
            byte scale = block.Bytes[296 + unit];
            scales[2 * part] = d * (2 * (scale & 15) + 1);
            scales[2 * part + 1] = d * (2 * (scale >> 4) + 1);
            for (int i = 0; i < 4; i++)
            {
                int high = (block.Bytes[136 + unit] >> (2 * i)) & 3;
                int point = block.Bytes[8 + 4 * unit + i] | (high << 8);
                byte signs = block.Bytes[168 + 4 * unit + i];
                Signs.Apply(IQ2_SGrid.Codebook[point], signs, quants.Slice(32 * part + 8 * i, 8));
            }
        }
    }
}
