// Q6_0_R4: four interleaved rows of Q6_0.
namespace Caravan.Tensors.Formats.Ik;

/// <summary>
/// <c>{ half d[4]; byte high[32]; byte low[64] }</c>, the codes laid out as in <see cref="FourRowCodes"/>;
/// <c>value = d * (q - 32)</c>.
/// </summary>
public sealed class Q6_0_R4Format() : BundleQuantFormat(TensorType.Q6_0_R4, groupElements: 32)
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
        FourRowCodes.ReadNibbles(block.Bytes.Slice(40, 64), block.Row, codes);
        FourRowCodes.AddBitPairs(block.Bytes.Slice(8, 32), block.Row, FourRowCodes.ShiftOrderOfQ6_0, codes);
        FourRowCodes.WriteQuants(codes, 32, quants);
    }
}
