// IQ4_KS: four-bit codes of uneven levels, groups of 32, one scale a row.
using Caravan.Tensors.Codebooks;

namespace Caravan.Tensors.Formats.Ik;

/// <summary>
/// Row: <c>float d</c>, then blocks <c>{ byte scales[8]; byte codes[128] }</c>;
/// <c>value = d * factor(scale) * level(code)</c>, see <see cref="RowScaleByte"/>.
/// </summary>
public sealed class IQ4_KSFormat() : BundleQuantFormat(TensorType.IQ4_KS, groupElements: 32)
{
    /// <inheritdoc/>
    protected override void UnpackBlock(
        in BundleBlock block,
        Span<sbyte> quants,
        Span<float> scales,
        Span<float> minimums
    )
    {
        float d = block.RowSingle;
        ReadOnlySpan<byte> scaleBytes = block.Bytes[..8];
        ReadOnlySpan<byte> codes = block.Bytes.Slice(8, 128);
        for (int group = 0; group < scales.Length; group++)
        {
            scales[group] = d * RowScaleByte.Factor(scaleBytes[group]);
        }

        for (int i = 0; i < quants.Length; i++)
        {
            int shift = NonLinearLevels.IQ4Shift * RowScaleByte.Shifted(scaleBytes[i / 32]);
            quants[i] = (sbyte)(IQ4Levels.Values[BlockCodes.NibbleOf32(codes, i)] + shift);
        }
    }
}
