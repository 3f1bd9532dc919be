// Q8_0: blocks of 32 signed bytes with one half-precision scale.
using System.Runtime.InteropServices;

namespace Caravan.Tensors.Formats;

/// <summary><c>{ half d; sbyte q[32] }</c>: <c>value = d * q</c>.</summary>
public sealed class Q8_0Format() : BlockQuantFormat(TensorType.Q8_0, groupElements: 32)
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
        MemoryMarshal.Cast<byte, sbyte>(block.Slice(2, 32)).CopyTo(quants);
    }
}
