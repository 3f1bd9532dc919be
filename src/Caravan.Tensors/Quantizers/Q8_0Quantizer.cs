// Q8_0: the largest magnitude becomes 127; a search would gain nothing at eight bits.
using System.Runtime.InteropServices;

namespace Caravan.Tensors.Quantizers;

/// <summary>
/// Writes the blocks of <see cref="Formats.Q8_0Format"/>. Equal to the bytes of ggml's x86 kernel: the inverse scale is
/// <c>127 / largest</c> and quants round to nearest, ties to even.
/// </summary>
internal sealed class Q8_0Quantizer() : BlockQuantizer(TensorType.Q8_0, smallestReach: LargestQuant)
{
    private const float LargestQuant = 127;

    protected override void QuantizeBlock(ReadOnlySpan<float> values, float largest, Span<byte> block)
    {
        BlockWriter.WriteHalf(block, largest / LargestQuant);
        float inverse = largest == 0 ? 0 : LargestQuant / largest;
        // A subnormal's inverse is infinite; its block is all zeros in half precision anyway.
        SignedBytes.Write(values, float.IsFinite(inverse) ? inverse : 0, MemoryMarshal.Cast<byte, sbyte>(block[2..]));
    }

    protected override void SearchBlock(ReadOnlySpan<float> values, ReadOnlySpan<float> weights, Span<byte> block) =>
        QuantizeBlock(values, Magnitudes.Largest(values), block);
}
