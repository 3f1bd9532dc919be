// TQ2_0: blocks of 256 ternary quants, four to a byte, with one half-precision scale.
namespace Caravan.Tensors.Formats;

/// <summary>
/// <c>{ byte q[64]; half d }</c>: bit pairs as in <see cref="Q2_KFormat"/>; <c>value = d * (q - 1)</c>.
/// </summary>
public sealed class TQ2_0Format() : BlockQuantFormat(TensorType.TQ2_0, groupElements: 32)
{
    /// <inheritdoc/>
    protected override void UnpackBlock(
        ReadOnlySpan<byte> block,
        Span<sbyte> quants,
        Span<float> scales,
        Span<float> minimums
    )
    {
        scales.Fill(HalfConverter.ReadSingle(block[64..]));
        for (int i = 0; i < quants.Length; i++)
        {
            int half = i >> 7;
            int run = (i >> 5) & 3;
            quants[i] = (sbyte)(((block[(half * 32) + (i & 31)] >> (2 * run)) & 3) - 1);
        }
    }
}
