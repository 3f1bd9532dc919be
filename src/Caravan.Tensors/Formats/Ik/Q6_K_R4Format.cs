// Q6_K_R4: four interleaved rows of Q6_K.
namespace Caravan.Tensors.Formats.Ik;

/// <summary>
/// <c>{ half d[4]; sbyte scales[64]; byte high[256]; byte low[512] }</c>: scales in order of group, then row, codes laid out as
/// in <see cref="FourRowCodes"/>; <c>value = d * scale * (q - 32)</c>.
/// </summary>
public sealed class Q6_K_R4Format() : BundleQuantFormat(TensorType.Q6_K_R4, groupElements: 16)
{
    /// <inheritdoc/>
    protected override void UnpackBlock(
        in BundleBlock block,
        Span<sbyte> quants,
        Span<float> scales,
        Span<float> minimums
    )
    {
        float d = block.BlockHalf(block.Row);
        for (int group = 0; group < scales.Length; group++)
        {
            scales[group] = d * (sbyte)block.Bytes[8 + 4 * group + block.Row];
        }

        Span<byte> codes = stackalloc byte[FourRowCodes.Elements];
        for (int part = 0; part < 8; part++)
        {
            ReadOnlySpan<byte> high = block.Bytes.Slice(72 + 32 * part, 32);
            FourRowCodes.ReadNibbles(block.Bytes.Slice(328 + 64 * part, 64), block.Row, codes);
            FourRowCodes.AddBitPairs(high, block.Row, FourRowCodes.ShiftOrderOfQ6_K, codes);
            FourRowCodes.WriteQuants(codes, 32, quants[(32 * part)..]);
        }
    }
}
