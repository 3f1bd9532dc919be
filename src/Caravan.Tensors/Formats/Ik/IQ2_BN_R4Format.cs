// IQ2_BN_R4: four interleaved rows of IQ2_BN.
namespace Caravan.Tensors.Formats.Ik;

/// <summary>
/// Bundle: <c>float d[4]</c>, then blocks of 64 bytes: four lines of 16 bytes, one for each 16 elements, laid out like a line
/// of <see cref="FourRowCodes.ReadPairs"/>; <c>value = d * (q - 1)</c>.
/// </summary>
public sealed class IQ2_BN_R4Format() : BundleQuantFormat(TensorType.IQ2_BN_R4, groupElements: 32)
{
    /// <inheritdoc/>
    protected override void UnpackBlock(
        in BundleBlock block,
        Span<sbyte> quants,
        Span<float> scales,
        Span<float> minimums
    )
    {
        scales.Fill(block.RowSingle);
        Span<byte> codes = stackalloc byte[FourRowCodes.Elements];
        for (int start = 0; start < quants.Length; start += FourRowCodes.Elements)
        {
            FourRowCodes.ReadPairs(block.Bytes.Slice(start, FourRowCodes.Elements), block.Row, codes);
            FourRowCodes.WriteQuants(codes, 1, quants[start..]);
        }
    }
}
