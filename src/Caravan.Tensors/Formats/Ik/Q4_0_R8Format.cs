// Q4_0_R8: eight interleaved rows of Q4_0.
namespace Caravan.Tensors.Formats.Ik;

/// <summary>
/// <c>{ half d[8]; byte codes[128] }</c>, the codes laid out as <see cref="EightRowNibbles"/>; <c>value = d * (q - 8)</c>.
/// </summary>
public sealed class Q4_0_R8Format() : BundleQuantFormat(TensorType.Q4_0_R8, groupElements: 32)
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
        ReadOnlySpan<byte> codes = block.Bytes.Slice(16, 128);
        for (int i = 0; i < quants.Length; i++)
        {
            quants[i] = (sbyte)(EightRowNibbles.Read(codes, block.Row, i) - 8);
        }
    }
}
