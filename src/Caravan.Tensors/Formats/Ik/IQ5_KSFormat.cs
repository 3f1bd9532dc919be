// IQ5_KS: five-bit codes of uneven levels, groups of 32, one scale a row.
using Caravan.Tensors.Codebooks;

namespace Caravan.Tensors.Formats.Ik;

/// <summary>
/// Row: <c>float d</c>, then blocks <c>{ byte scales[8]; byte low[128]; byte high[32] }</c>;
/// <c>value = d * factor(scale) * level(code)</c>, see <see cref="RowScaleByte"/>.
/// </summary>
public sealed class IQ5_KSFormat() : BundleQuantFormat(TensorType.IQ5_KS, groupElements: 32)
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
        ReadOnlySpan<byte> low = block.Bytes.Slice(8, 128);
        ReadOnlySpan<byte> high = block.Bytes.Slice(136, 32);
        for (int group = 0; group < scales.Length; group++)
        {
            scales[group] = d * RowScaleByte.Factor(scaleBytes[group]);
        }

        for (int i = 0; i < quants.Length; i++)
        {
            int shift = NonLinearLevels.IQ5Shift * RowScaleByte.Shifted(scaleBytes[i / 32]);
            int code = BlockCodes.NibbleOf64(low, i) | (BlockCodes.Bit(high, i) << 4);
            quants[i] = (sbyte)(NonLinearLevels.IQ5[code] + shift);
        }
    }
}
