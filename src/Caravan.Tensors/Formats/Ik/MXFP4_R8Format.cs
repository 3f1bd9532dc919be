// MXFP4_R8: eight interleaved rows of MXFP4.
using Caravan.Tensors.Codebooks;

namespace Caravan.Tensors.Formats.Ik;

/// <summary>
/// <c>{ byte e[8]; byte codes[128] }</c>, the codes laid out as <see cref="EightRowNibbles"/>;
/// <c>value = 2^(e - 127) * e2m1</c>, here with doubled <see cref="E2M1Levels"/> and a halved scale.
/// </summary>
public sealed class MXFP4_R8Format() : BundleQuantFormat(TensorType.MXFP4_R8, groupElements: 32)
{
    /// <inheritdoc/>
    protected override void UnpackBlock(
        in BundleBlock block,
        Span<sbyte> quants,
        Span<float> scales,
        Span<float> minimums
    )
    {
        scales[0] = E8M0Converter.ToHalvedSingle(block.Bytes[block.Row]);
        ReadOnlySpan<byte> codes = block.Bytes.Slice(8, 128);
        for (int i = 0; i < quants.Length; i++)
        {
            quants[i] = E2M1Levels.Doubled[EightRowNibbles.Read(codes, block.Row, i)];
        }
    }
}
