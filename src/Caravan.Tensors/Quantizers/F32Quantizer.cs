// F32: the row's own bytes.
using System.Runtime.InteropServices;

namespace Caravan.Tensors.Quantizers;

internal sealed class F32Quantizer : RowQuantizer
{
    internal override TensorType Type => TensorType.F32;

    internal override void Quantize(ReadOnlySpan<float> row, Span<byte> destination) =>
        MemoryMarshal.AsBytes(row).CopyTo(destination);

    internal override void Search(ReadOnlySpan<float> row, ReadOnlySpan<float> importance, Span<byte> destination) =>
        Quantize(row, destination);
}
