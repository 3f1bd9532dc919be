// IQ2_KL: five-bit codes of pairs of levels, groups of 32, one scale a row.
using System.Buffers.Binary;
using Caravan.Tensors.Codebooks;

namespace Caravan.Tensors.Formats.Ik;

/// <summary>
/// Row: <c>half d</c>, then blocks <c>{ ushort scalesHigh; byte scalesLow[4]; byte low[64]; byte high[16] }</c>. Group
/// <c>g</c> has nibble <c>g / 4</c> of <c>scalesLow[g % 4]</c>, bit pair <c>g</c> of <c>scalesHigh</c> and, for its pair
/// <c>p</c> of elements, a nibble of <c>low[16 (g / 2) + p]</c> and bit <c>g</c> of <c>high[p]</c>;
/// <c>value = d * (scale - 32) * level(code)</c>.
/// </summary>
public sealed class IQ2_KLFormat() : BundleQuantFormat(TensorType.IQ2_KL, groupElements: 32)
{
    /// <inheritdoc/>
    protected override void UnpackBlock(
        in BundleBlock block,
        Span<sbyte> quants,
        Span<float> scales,
        Span<float> minimums
    )
    {
        float d = block.RowHalf;
        int scalesHigh = BinaryPrimitives.ReadUInt16LittleEndian(block.Bytes);
        ReadOnlySpan<byte> scalesLow = block.Bytes.Slice(2, 4);
        ReadOnlySpan<byte> low = block.Bytes.Slice(6, 64);
        ReadOnlySpan<byte> high = block.Bytes.Slice(70, 16);
        for (int group = 0; group < scales.Length; group++)
        {
            int scaleLow = (scalesLow[group % 4] >> (4 * (group / 4))) & 15;
            int scaleHigh = (scalesHigh >> (2 * group)) & 3;
            scales[group] = d * ((scaleLow | (scaleHigh << 4)) - 32);
            for (int pair = 0; pair < 16; pair++)
            {
                int codeLow = (low[16 * (group / 2) + pair] >> (4 * (group % 2))) & 15;
                int code = codeLow | (((high[pair] >> group) & 1) << 4);
                PairLevels.IQ2KL.Slice(2 * code, 2).CopyTo(quants[(32 * group + 2 * pair)..]);
            }
        }
    }
}
