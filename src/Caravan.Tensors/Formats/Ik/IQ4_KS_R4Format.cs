// IQ4_KS_R4: four interleaved rows of IQ4_KS.
using Caravan.Tensors.Codebooks;

namespace Caravan.Tensors.Formats.Ik;

/// <summary>
/// Bundle: <c>float d[4]</c>, then blocks <c>{ byte scales[32]; byte codes[512] }</c>: scale bytes
/// (<see cref="RowScaleByte"/>) in order of group, then row, codes laid out as in <see cref="FourRowCodes"/>;
/// <c>value = d * factor(scale) * level(code)</c>.
/// </summary>
public sealed class IQ4_KS_R4Format() : BundleQuantFormat(TensorType.IQ4_KS_R4, groupElements: 32)
{
    /// <inheritdoc/>
    protected override void UnpackBlock(
        in BundleBlock block,
        Span<sbyte> quants,
        Span<float> scales,
        Span<float> minimums
    )
    {
        Span<byte> codes = stackalloc byte[FourRowCodes.Elements];
        for (int group = 0; group < scales.Length; group++)
        {
            byte scale = block.Bytes[4 * group + block.Row];
            scales[group] = block.RowSingle * RowScaleByte.Factor(scale);
            int shift = NonLinearLevels.IQ4Shift * RowScaleByte.Shifted(scale);
            FourRowCodes.ReadNibbles(block.Bytes.Slice(32 + 64 * group, 64), block.Row, codes);
            FourRowCodes.WriteLevels(codes, IQ4Levels.Values, shift, quants[(32 * group)..]);
        }
    }
}
