// Q8_KV_R8: eight interleaved rows of signed bytes, one scale a row.
namespace Caravan.Tensors.Formats.Ik;

/// <summary>
/// Bundle: <c>float d[8]</c>, then signed bytes in the order of <see cref="InterleavedBytes"/>; <c>value = d * q</c>.
/// </summary>
public sealed class Q8_KV_R8Format() : BundleQuantFormat(TensorType.Q8_KV_R8, groupElements: 32)
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
        InterleavedBytes.Read(block.Bytes, block.Row, 8, quants);
    }
}
