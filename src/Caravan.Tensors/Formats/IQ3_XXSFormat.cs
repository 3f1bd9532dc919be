// IQ3_XXS: blocks of 256 elements from a grid of 256 four-element points, with four-bit scales for each 32.
using System.Buffers.Binary;
using Caravan.Tensors.Codebooks;

namespace Caravan.Tensors.Formats;

/// <summary>
/// <c>{ half d; byte point[64]; uint32 signs[8] }</c>: each 32 elements are eight points and one <c>signs</c> as in
/// <see cref="IQ2_XXSFormat"/>; <c>value = d * (s + 1/2) / 2 * point</c>.
/// </summary>
public sealed class IQ3_XXSFormat() : BlockQuantFormat(TensorType.IQ3_XXS, groupElements: 32)
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
        for (int group = 0; group < 8; group++)
        {
            uint signs = BinaryPrimitives.ReadUInt32LittleEndian(block[(66 + (4 * group))..]);
            scales[group] = scale * (0.5f + (signs >> 28)) * 0.5f;
            for (int i = 0; i < 8; i++)
            {
                // One seven-bit mask covers two points.
                int mask = Signs.FromSevenBits((int)(signs >> (7 * (i >> 1)))) >> (4 * (i & 1));
                int point = block[2 + (8 * group) + i];
                Signs.Apply(IQ3_XXSGrid.Codebook[point], mask, quants.Slice((32 * group) + (4 * i), 4));
            }
        }
    }
}
