// IQ5_K_R4: four interleaved rows of IQ5_K.
using Caravan.Tensors.Codebooks;

namespace Caravan.Tensors.Formats.Ik;

/// <summary>
/// <c>{ half d[4]; byte shifted[8]; byte scalesHigh[16]; byte scalesLow[32]; byte low[512]; byte high[128] }</c>: bit <c>part</c> of
/// <c>shifted[4 half + row]</c> shifts the levels of a group (16 elements: a half of a part of 32), scales are in order of group,
/// then row (<see cref="InterleavedScales"/>), codes laid out as in <see cref="FourRowCodes"/>;
/// <c>value = d * (scale - 32) * level(code)</c>.
/// </summary>
public sealed class IQ5_K_R4Format() : BundleQuantFormat(TensorType.IQ5_K_R4, groupElements: 16)
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
            scales[group] = d * InterleavedScales.SixBit(block.Bytes.Slice(32, 32), block.Bytes.Slice(16, 16), index);
        }

        Span<byte> codes = stackalloc byte[FourRowCodes.Elements];
        for (int part = 0; part < 8; part++)
        {
            ReadOnlySpan<byte> high = block.Bytes.Slice(576 + 16 * part, 16);
            FourRowCodes.ReadNibbles(block.Bytes.Slice(64 + 64 * part, 64), block.Row, codes);
            FourRowCodes.AddBit(high, block.Row, FourRowCodes.BitOrderOfIQ5, 4, codes);
            for (int half = 0; half < 2; half++)
            {
                int shift = NonLinearLevels.IQ5Shift * ((block.Bytes[8 + 4 * half + block.Row] >> part) & 1);
                ReadOnlySpan<byte> group = codes.Slice(16 * half, 16);
                FourRowCodes.WriteLevels(group, NonLinearLevels.IQ5, shift, quants[(32 * part + 16 * half)..]);
            }
        }
    }
}
