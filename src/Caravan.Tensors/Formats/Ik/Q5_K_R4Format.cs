// Q5_K_R4: four interleaved rows of Q5_K.
namespace Caravan.Tensors.Formats.Ik;

/// <summary>
/// <c>{ half d[4]; half m[4]; byte scalesHigh[16]; byte scalesLow[32]; byte high[128]; byte low[512] }</c>: scales and minimums
/// in order of group, then row (<see cref="InterleavedScales"/>), codes laid out as in <see cref="FourRowCodes"/>;
/// <c>value = d * scale * q - m * minimum</c>.
/// </summary>
public sealed class Q5_K_R4Format() : BundleQuantFormat(TensorType.Q5_K_R4, groupElements: 32, hasMinimum: true)
{
    /// <inheritdoc/>
    protected override void UnpackBlock(
        in BundleBlock block,
        Span<sbyte> quants,
        Span<float> scales,
        Span<float> minimums
    )
    {
        InterleavedScales.ReadSixBitWithMinimum(block, scales, minimums);
        Span<byte> codes = stackalloc byte[FourRowCodes.Elements];
        for (int part = 0; part < 8; part++)
        {
            ReadOnlySpan<byte> high = block.Bytes.Slice(64 + 16 * part, 16);
            FourRowCodes.ReadNibbles(block.Bytes.Slice(192 + 64 * part, 64), block.Row, codes);
            FourRowCodes.AddBit(high, block.Row, FourRowCodes.BitOrderOfQ5_K, 4, codes);
            FourRowCodes.WriteQuants(codes, 0, quants[(32 * part)..]);
        }
    }
}
