// IQ2_XXS: blocks of 256 elements from a grid of 256 points, with four-bit scales for each 32.
using System.Buffers.Binary;
using Caravan.Tensors.Codebooks;

namespace Caravan.Tensors.Formats;

/// <summary>
/// <c>{ half d; { byte point[4]; uint32 signs; } q[8] }</c>: each 32 elements are four points; <c>signs</c> holds four times seven sign
/// bits and a four-bit s; <c>value = d * (s + 1/2) / 4 * point</c>.
/// </summary>
public sealed class IQ2_XXSFormat() : BlockQuantFormat(TensorType.IQ2_XXS, groupElements: 32)
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
            ReadOnlySpan<byte> packed = block.Slice(2 + (8 * group), 8);
            uint signs = BinaryPrimitives.ReadUInt32LittleEndian(packed[4..]);
            scales[group] = scale * (0.5f + (signs >> 28)) * 0.25f;
            for (int i = 0; i < 4; i++)
            {
                int mask = Signs.FromSevenBits((int)(signs >> (7 * i)));
                Signs.Apply(IQ2_XXSGrid.Codebook[packed[i]], mask, quants.Slice((32 * group) + (8 * i), 8));
            }
        }
    }
}
