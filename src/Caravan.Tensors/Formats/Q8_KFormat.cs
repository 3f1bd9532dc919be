// Q8_K: blocks of 256 signed bytes with a single-precision scale, made for activations.
using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Caravan.Tensors.Formats;

/// <summary>
/// <c>{ float d; sbyte q[256]; int16 sums[16] }</c>: <c>value = d * q</c>; the sums of 16 quants each are for kernels.
/// </summary>
public sealed class Q8_KFormat() : BlockQuantFormat(TensorType.Q8_K, groupElements: 32)
{
    /// <inheritdoc/>
    protected override void UnpackBlock(
        ReadOnlySpan<byte> block,
        Span<sbyte> quants,
        Span<float> scales,
        Span<float> minimums
    )
    {
        scales.Fill(BinaryPrimitives.ReadSingleLittleEndian(block));
        MemoryMarshal.Cast<byte, sbyte>(block.Slice(4, 256)).CopyTo(quants);
    }
}
