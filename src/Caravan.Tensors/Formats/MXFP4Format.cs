// MXFP4: blocks of 32 four-bit floats with one power-of-two scale (OCP Microscaling Formats).
using Caravan.Tensors.Codebooks;

namespace Caravan.Tensors.Formats;

/// <summary>
/// <c>{ byte e; byte q[16] }</c>: nibbles as in <see cref="Q4_0Format"/>; <c>value = 2^(e - 127) * e2m1</c>, here with doubled
/// <see cref="E2M1Levels"/> and a halved scale.
/// </summary>
public sealed class MXFP4Format() : BlockQuantFormat(TensorType.MXFP4, groupElements: 32)
{
    /// <inheritdoc/>
    protected override void UnpackBlock(
        ReadOnlySpan<byte> block,
        Span<sbyte> quants,
        Span<float> scales,
        Span<float> minimums
    )
    {
        scales[0] = E8M0Converter.ToHalvedSingle(block[0]);
        Nibbles.UnpackLevels(block.Slice(1, 16), E2M1Levels.Doubled, quants);
    }
}
