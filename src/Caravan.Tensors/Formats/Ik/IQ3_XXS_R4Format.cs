// IQ3_XXS_R4: four interleaved rows of IQ3_XXS.
using Caravan.Tensors.Codebooks;

namespace Caravan.Tensors.Formats.Ik;

/// <summary>
/// <c>{ half d[4]; byte signs[128]; byte points[256] }</c>: for each group of 32, then row, four bytes of signs with a scale
/// (<see cref="ScaledSigns"/>) and eight grid points; <c>value = d / 4 * (2 scale + 1) * point</c>.
/// </summary>
public sealed class IQ3_XXS_R4Format() : BundleQuantFormat(TensorType.IQ3_XXS_R4, groupElements: 32)
{
    /// <inheritdoc/>
    protected override void UnpackBlock(
        in BundleBlock block,
        Span<sbyte> quants,
        Span<float> scales,
        Span<float> minimums
    )
    {
        float d = 0.25f * block.BlockHalf(block.Row);
        for (int group = 0; group < scales.Length; group++)
        {
            ReadOnlySpan<byte> signs = block.Bytes.Slice(8 + 16 * group + 4 * block.Row, 4);
            ReadOnlySpan<byte> points = block.Bytes.Slice(136 + 32 * group + 8 * block.Row, 8);
            scales[group] = d * (2 * ScaledSigns.Scale(signs) + 1);
            for (int i = 0; i < 8; i++)
            {
                int mask = ScaledSigns.Mask(signs[i / 2]) >> (4 * (i % 2));
                Signs.Apply(IQ3_XXSGrid.Codebook[points[i]], mask, quants.Slice(32 * group + 4 * i, 4));
            }
        }
    }
}
