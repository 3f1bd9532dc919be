// IQ3_K_R4: four interleaved rows of IQ3_K.
using Caravan.Tensors.Codebooks;

namespace Caravan.Tensors.Formats.Ik;

/// <summary>
/// <c>{ half d[4]; byte shifted[8]; byte negative[8]; byte scales[32]; byte low[256]; byte high[128] }</c>: bit <c>part</c> of
/// <c>shifted[4 half + row]</c> shifts the levels of a group (16 elements: a half of a part of 32), scales are in order of group,
/// then row (<see cref="InterleavedScales"/>), codes laid out as in <see cref="FourRowCodes"/>;
/// a scale's sign is bit <c>index / 8</c> of <c>negative[index % 8]</c>;
/// <c>value = d * ±(2 scale + 1) * level(code)</c>.
/// </summary>
public sealed class IQ3_K_R4Format() : BundleQuantFormat(TensorType.IQ3_K_R4, groupElements: 16)
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
            int scale = 2 * InterleavedScales.FourBit(block.Bytes.Slice(24, 32), index) + 1;
            bool negative = ((block.Bytes[16 + index % 8] >> (index / 8)) & 1) != 0;
            scales[group] = d * (negative ? -scale : scale);
        }

        Span<byte> codes = stackalloc byte[FourRowCodes.Elements];
        for (int part = 0; part < 8; part++)
        {
            ReadOnlySpan<byte> high = block.Bytes.Slice(312 + 16 * part, 16);
            FourRowCodes.ReadPairs(block.Bytes.Slice(56 + 32 * part, 32), block.Row, codes);
            FourRowCodes.AddBit(high, block.Row, FourRowCodes.BitOrderOfPairs, 2, codes);
            for (int half = 0; half < 2; half++)
            {
                int shift = NonLinearLevels.IQ3Shift * ((block.Bytes[8 + 4 * half + block.Row] >> part) & 1);
                ReadOnlySpan<byte> group = codes.Slice(16 * half, 16);
                FourRowCodes.WriteLevels(group, NonLinearLevels.IQ3, shift, quants[(32 * part + 16 * half)..]);
            }
        }
    }
}
