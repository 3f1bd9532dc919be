// Q2_0: blocks of 64 two-bit quants with one half-precision scale.
namespace Caravan.Tensors.Formats;

/// <summary><c>{ half d; byte q[16] }</c>: bit pair i is element i; <c>value = d * (q - 1)</c>.</summary>
public sealed class Q2_0Format() : BlockQuantFormat(TensorType.Q2_0, groupElements: 32)
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
            quants[i] = (sbyte)(((block[2 + (i >> 2)] >> (2 * (i & 3))) & 3) - 1);
        }
    }
}
