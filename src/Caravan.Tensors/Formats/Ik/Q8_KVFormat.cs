// Q8_KV: signed bytes with one scale a row, made for the key-value cache.
using System.Runtime.InteropServices;

namespace Caravan.Tensors.Formats.Ik;

/// <summary>
/// Row: <c>float d; int sum</c> (the sum of the quants, which reading does not need), then signed bytes;
/// <c>value = d * q</c>.
/// </summary>
public sealed class Q8_KVFormat() : BundleQuantFormat(TensorType.Q8_KV, groupElements: 32)
{
    /// <inheritdoc/>
    protected override void UnpackBlock(
        in BundleBlock block,
        Span<sbyte> quants,
        Span<float> scales,
        Span<float> minimums
    )
    {
        scales[0] = block.RowSingle;
        MemoryMarshal.Cast<byte, sbyte>(block.Bytes).CopyTo(quants);
    }
}
