// BF16: the nearest bfloat16 of each number.
using System.Runtime.InteropServices;

namespace Caravan.Tensors.Quantizers;

internal sealed class BF16Quantizer : RowQuantizer
{
    internal override TensorType Type => TensorType.BF16;

    // The first single that rounds to infinity is 0x7F7F8000.
    internal override float LargestValue => BitConverter.UInt32BitsToSingle(0x7F7F_7FFF);

    internal override void Quantize(ReadOnlySpan<float> row, Span<byte> destination) =>
        BFloat16Converter.FromSingle(row, MemoryMarshal.Cast<byte, ushort>(destination));

    internal override void Search(ReadOnlySpan<float> row, ReadOnlySpan<float> importance, Span<byte> destination) =>
        Quantize(row, destination);
}
