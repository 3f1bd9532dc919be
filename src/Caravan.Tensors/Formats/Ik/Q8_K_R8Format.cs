// Q8_K_R8: eight interleaved rows of signed bytes, one scale a row for each 256.
namespace Caravan.Tensors.Formats.Ik;

/// <summary>
/// <c>{ half d[8]; sbyte q[2048] }</c>, the quants in the order of <see cref="InterleavedBytes"/>; <c>value = d * q</c>.
/// </summary>
public sealed class Q8_K_R8Format() : BundleQuantFormat(TensorType.Q8_K_R8, groupElements: 32)
{
    /// <inheritdoc/>
    protected override void UnpackBlock(
        in BundleBlock block,
        Span<sbyte> quants,
        Span<float> scales,
        Span<float> minimums
    )
    {
        scales.Fill(block.BlockHalf(block.Row));
        InterleavedBytes.Read(block.Bytes[16..], block.Row, 8, quants);
    }
}
