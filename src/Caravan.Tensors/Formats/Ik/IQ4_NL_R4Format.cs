// IQ4_NL_R4: four interleaved rows of IQ4_NL.
using Caravan.Tensors.Codebooks;

namespace Caravan.Tensors.Formats.Ik;

/// <summary>
/// <c>{ half d[4]; byte codes[64] }</c>, the codes laid out as in <see cref="FourRowCodes"/>; <c>value = d * level(code)</c>.
/// </summary>
public sealed class IQ4_NL_R4Format() : BundleQuantFormat(TensorType.IQ4_NL_R4, groupElements: 32)
{
    /// <inheritdoc/>
    protected override void UnpackBlock(
        in BundleBlock block,
        Span<sbyte> quants,
        Span<float> scales,
        Span<float> minimums
    )
    {
        scales[0] = block.BlockHalf(block.Row);
        Span<byte> codes = stackalloc byte[FourRowCodes.Elements];
        FourRowCodes.ReadNibbles(block.Bytes.Slice(8, 64), block.Row, codes);
        FourRowCodes.WriteLevels(codes, IQ4Levels.Values, 0, quants);
    }
}
