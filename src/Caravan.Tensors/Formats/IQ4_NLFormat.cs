// IQ4_NL: blocks of 32 four-bit codes of uneven levels with one half-precision scale.
using Caravan.Tensors.Codebooks;

namespace Caravan.Tensors.Formats;

/// <summary>
/// <c>{ half d; byte q[16] }</c>: nibbles as in <see cref="Q4_0Format"/>; <c>value = d * level</c>, see <see cref="IQ4Levels"/>.
/// </summary>
public sealed class IQ4_NLFormat() : BlockQuantFormat(TensorType.IQ4_NL, groupElements: 32)
{
    /// <inheritdoc/>
    protected override void UnpackBlock(
        ReadOnlySpan<byte> block,
        Span<sbyte> quants,
        Span<float> scales,
        Span<float> minimums
    )
    {
        scales[0] = HalfConverter.ReadSingle(block);
        Nibbles.UnpackLevels(block.Slice(2, 16), IQ4Levels.Values, quants);
    }
}
