// Q2_K_R4: four interleaved rows of Q2_K.
namespace Caravan.Tensors.Formats.Ik;

/// <summary>
/// <c>{ half d[4]; half m[4]; byte scales[64]; byte codes[256] }</c>: scale bytes (low nibble the scale, high nibble the
/// minimum) in order of group, then row; codes laid out as in <see cref="FourRowCodes"/>;
/// <c>value = d * scale * q - m * minimum</c>.
/// </summary>
public sealed class Q2_K_R4Format() : BundleQuantFormat(TensorType.Q2_K_R4, groupElements: 16, hasMinimum: true)
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
        float m = block.BlockHalf(4 + block.Row);
        for (int group = 0; group < scales.Length; group++)
        {
            byte packed = block.Bytes[16 + 4 * group + block.Row];
            scales[group] = d * (packed & 15);
            minimums[group] = m * (packed >> 4);
        }

        Span<byte> codes = stackalloc byte[FourRowCodes.Elements];
        for (int part = 0; part < 8; part++)
        {
            FourRowCodes.ReadPairs(block.Bytes.Slice(80 + 32 * part, 32), block.Row, codes);
            FourRowCodes.WriteQuants(codes, 0, quants[(32 * part)..]);
        }
    }
}
