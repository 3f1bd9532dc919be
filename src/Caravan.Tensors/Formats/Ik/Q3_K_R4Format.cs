// Q3_K_R4: four interleaved rows of Q3_K.
namespace Caravan.Tensors.Formats.Ik;

/// <summary>
/// <c>{ half d[4]; byte scalesHigh[16]; byte scalesLow[32]; byte high[128]; byte low[256] }</c>: scales in order of group, then
/// row (<see cref="InterleavedScales"/>), codes laid out as in <see cref="FourRowCodes"/>;
/// <c>value = d * (scale - 32) * (q - 4)</c>.
/// </summary>
public sealed class Q3_K_R4Format() : BundleQuantFormat(TensorType.Q3_K_R4, groupElements: 16)
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
            int index = 4 * group + block.Row;
            scales[group] = d * InterleavedScales.SixBit(block.Bytes.Slice(24, 32), block.Bytes.Slice(8, 16), index);
        }

        Span<byte> codes = stackalloc byte[FourRowCodes.Elements];
        for (int part = 0; part < 8; part++)
        {
            ReadOnlySpan<byte> high = block.Bytes.Slice(56 + 16 * part, 16);
            FourRowCodes.ReadPairs(block.Bytes.Slice(184 + 32 * part, 32), block.Row, codes);
            FourRowCodes.AddBit(high, block.Row, FourRowCodes.BitOrderOfPairs, 2, codes);
            FourRowCodes.WriteQuants(codes, 4, quants[(32 * part)..]);
        }
    }
}
