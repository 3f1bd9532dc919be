// Q1_0: blocks of 128 signs with one half-precision scale.
namespace Caravan.Tensors.Formats;

/// <summary><c>{ half d; byte q[16] }</c>: bit i is element i; <c>value = d</c> where it is set, <c>-d</c> where not.</summary>
public sealed class Q1_0Format() : BlockQuantFormat(TensorType.Q1_0, groupElements: 32)
{
    /// <inheritdoc/>
    protected override void UnpackBlock(
        ReadOnlySpan<byte> block,
        Span<sbyte> quants,
        Span<float> scales,
        Span<float> minimums
    )
    {
        scales.Fill(HalfConverter.ReadSingle(block));
        for (int i = 0; i < quants.Length; i++)
        {
            quants[i] = (sbyte)((((block[2 + (i >> 3)] >> (i & 7)) & 1) * 2) - 1);
        }
    }
}
