// IQ2_XS: blocks of 256 elements from a grid of 512 points, with four-bit scales for each 16.
using System.Buffers.Binary;
using Caravan.Tensors.Codebooks;

namespace Caravan.Tensors.Formats;

/// <summary>
/// <c>{ half d; uint16 q[32]; byte s[8] }</c>: nine bits of q are the point, seven its signs;
/// <c>value = d * (s + 1/2) / 4 * point</c>.
/// </summary>
public sealed class IQ2_XSFormat() : BlockQuantFormat(TensorType.IQ2_XS, groupElements: 16)
{
    /// <inheritdoc/>
    protected override void UnpackBlock(
        ReadOnlySpan<byte> block,
        Span<sbyte> quants,
        Span<float> scales,
        Span<float> minimums
    )
    {
        float scale = HalfConverter.ReadSingle(block);
        for (int group = 0; group < 16; group++)
        {
            int nibble = (block[66 + (group >> 1)] >> (4 * (group & 1))) & 15;
            scales[group] = scale * (0.5f + nibble) * 0.25f;
        }

        for (int i = 0; i < 32; i++)
        {
            int packed = BinaryPrimitives.ReadUInt16LittleEndian(block[(2 + (2 * i))..]);
            int mask = Signs.FromSevenBits(packed >> 9);
            Signs.Apply(IQ2_XSGrid.Codebook[packed & 511], mask, quants.Slice(8 * i, 8));
        }
    }
}
