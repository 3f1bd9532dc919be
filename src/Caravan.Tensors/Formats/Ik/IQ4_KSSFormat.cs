// IQ4_KSS: four-bit codes of uneven levels that give up some bits to hold the scale of their group of 32.
using System.Buffers.Binary;
using Caravan.Tensors.Codebooks;

namespace Caravan.Tensors.Formats.Ik;

/// <summary>
/// Row: <c>float d</c>, then for each group of 32 eight words of 16 bits. The lowest bits of the words are the group's scale
/// byte (<see cref="RowScaleByte"/>), the first word's the lowest. A word without that bit, exclusive-or its half, is four
/// codes: its two bytes' low nibbles are two elements of 0..15, the high nibbles the same of 16..31.
/// </summary>
public sealed class IQ4_KSSFormat() : BundleQuantFormat(TensorType.IQ4_KSS, groupElements: 32)
{
    /// <inheritdoc/>
    protected override void UnpackBlock(
        in BundleBlock block,
        Span<sbyte> quants,
        Span<float> scales,
        Span<float> minimums
    )
    {
        for (int group = 0; group < scales.Length; group++)
        {
            ReadOnlySpan<byte> words = block.Bytes.Slice(16 * group, 16);
            int scale = 0;
            for (int word = 0; word < 8; word++)
            {
                scale |= (words[2 * word] & 1) << word;
            }

            scales[group] = block.RowSingle * RowScaleByte.Factor(scale);
            int shift = NonLinearLevels.IQ4Shift * RowScaleByte.Shifted(scale);
            for (int i = 0; i < 16; i++)
            {
                int word = BinaryPrimitives.ReadUInt16LittleEndian(words[(i & ~1)..]) & 0xfffe;
                int codes = (word ^ (word >> 1)) >> (8 * (i & 1));
                quants[32 * group + i] = (sbyte)(IQ4Levels.Values[codes & 15] + shift);
                quants[32 * group + i + 16] = (sbyte)(IQ4Levels.Values[(codes >> 4) & 15] + shift);
            }
        }
    }
}
