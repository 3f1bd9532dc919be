// Q5_0_R4: four interleaved rows of Q5_0.
namespace Caravan.Tensors.Formats.Ik;

/// <summary>
/// <c>{ half d[4]; byte high[16]; byte low[64] }</c>, the codes laid out as in <see cref="FourRowCodes"/>;
/// <c>value = d * (q - 16)</c>.
/// </summary>
public sealed class Q5_0_R4Format() : BundleQuantFormat(TensorType.Q5_0_R4, groupElements: 32)
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
        FourRowCodes.ReadNibbles(block.Bytes.Slice(24, 64), block.Row, codes);
        FourRowCodes.AddBit(block.Bytes.Slice(8, 16), block.Row, FourRowCodes.BitOrderOfQ5_0, 4, codes);
        FourRowCodes.WriteQuants(codes, 16, quants);
    }
}
