// IQ4_XS_R8: eight interleaved rows of IQ4_XS.
using Caravan.Tensors.Codebooks;

namespace Caravan.Tensors.Formats.Ik;

/// <summary>
/// <c>{ half d[8]; byte scalesHigh[16]; byte scalesLow[32]; byte codes[1024] }</c>. Scales are in order of group, then row
/// (<see cref="InterleavedScales"/>). Each group has 128 bytes of codes: four neighbouring elements are four neighbouring bytes,
/// the eight rows follow one another, and a line of 32 such bytes has four elements in its low nibbles and the next four in
/// its high ones. <c>value = d * (scale - 32) * level(code)</c>.
/// </summary>
public sealed class IQ4_XS_R8Format() : BundleQuantFormat(TensorType.IQ4_XS_R8, groupElements: 32)
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
            int index = 8 * group + block.Row;
            scales[group] = d * InterleavedScales.SixBit(block.Bytes.Slice(32, 32), block.Bytes.Slice(16, 16), index);
        }

        ReadOnlySpan<byte> codes = block.Bytes.Slice(64, 1024);
        for (int i = 0; i < quants.Length; i++)
        {
            int codePair = codes[32 * (i / 8) + 4 * block.Row + i % 4];
            quants[i] = IQ4Levels.Values[(codePair >> (4 * (i / 4 % 2))) & 15];
        }
    }
}
