// IQ2_XXS_R4: four interleaved rows of IQ2_XXS.
using Caravan.Tensors.Codebooks;

namespace Caravan.Tensors.Formats.Ik;

/// <summary>
/// <c>{ half d[4]; byte signs[128]; byte points[128] }</c>: for each group of 32, then row, four bytes of signs with a scale
/// (<see cref="ScaledSigns"/>) and four grid points; <c>value = d / 8 * (2 scale + 1) * point</c>.
/// </summary>
public sealed class IQ2_XXS_R4Format() : BundleQuantFormat(TensorType.IQ2_XXS_R4, groupElements: 32)
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
        for (int group = 0; group < scales.Length; group++)
        {
            int start = 16 * group + 4 * block.Row;
            ReadOnlySpan<byte> signs = block.Bytes.Slice(8 + start, 4);
            ReadOnlySpan<byte> points = block.Bytes.Slice(136 + start, 4);
            scales[group] = d * (2 * ScaledSigns.Scale(signs) + 1);
            for (int i = 0; i < 4; i++)
            {
                Span<sbyte> eight = quants.Slice(32 * group + 8 * i, 8);
                Signs.Apply(IQ2_XXSGrid.Codebook[points[i]], ScaledSigns.Mask(signs[i]), eight);
            }
        }
    }
}
