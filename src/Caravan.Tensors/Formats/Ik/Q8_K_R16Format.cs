// Q8_K_R16: sixteen interleaved rows of bytes, one scale a row for each 256.
namespace Caravan.Tensors.Formats.Ik;

/// <summary>
/// <c>{ half d[16]; byte q[4096] }</c>, the quants in the order of <see cref="InterleavedBytes"/> but unsigned;
/// <c>value = d * (q - 128)</c>.
/// </summary>
public sealed class Q8_K_R16Format() : BundleQuantFormat(TensorType.Q8_K_R16, groupElements: 32)
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
        InterleavedBytes.Read(block.Bytes[32..], block.Row, 16, quants);
        for (int i = 0; i < quants.Length; i++)
        {
            // Flipping the top bit of the unsigned byte subtracts 128.
            quants[i] = (sbyte)(quants[i] ^ sbyte.MinValue);
        }
    }
}
