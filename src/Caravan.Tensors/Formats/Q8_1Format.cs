// Q8_1: blocks of 32 signed bytes with their scale and their scaled sum, made for activations.
using System.Runtime.InteropServices;

namespace Caravan.Tensors.Formats;

/// <summary>
/// <c>{ half d; half s; sbyte q[32] }</c>: <c>value = d * q</c>; <c>s = d * sum(q)</c> is for kernels and follows from the rest.
/// </summary>
public sealed class Q8_1Format() : BlockQuantFormat(TensorType.Q8_1, groupElements: 32)
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
        MemoryMarshal.Cast<byte, sbyte>(block.Slice(4, 32)).CopyTo(quants);
    }
}
