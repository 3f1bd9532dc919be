// NVFP4: blocks of 64 four-bit floats with an unsigned eight-bit float as scale for each 16.
using Caravan.Tensors.Codebooks;

namespace Caravan.Tensors.Formats;

/// <summary>
/// <c>{ byte d[4]; byte q[32] }</c>: the eight bytes of a group have its first half in the low nibbles, its second in the high ones;
/// <c>value = ue4m3 * e2m1</c>, here with doubled <see cref="E2M1Levels"/> and a halved scale.
/// </summary>
public sealed class NVFP4Format() : BlockQuantFormat(TensorType.NVFP4, groupElements: 16)
{
    /// <inheritdoc/>
    protected override void UnpackBlock(
        ReadOnlySpan<byte> block,
        Span<sbyte> quants,
        Span<float> scales,
        Span<float> minimums
    )
    {
        for (int group = 0; group < 4; group++)
        {
            scales[group] = UE4M3Converter.ToSingle(block[group]) * 0.5f;
            Nibbles.UnpackLevels(block.Slice(4 + (8 * group), 8), E2M1Levels.Doubled, quants.Slice(16 * group, 16));
        }
    }
}
