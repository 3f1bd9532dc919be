// F16: the nearest half of each number.
using System.Runtime.InteropServices;

namespace Caravan.Tensors.Quantizers;

internal sealed class F16Quantizer : RowQuantizer
{
    internal override TensorType Type => TensorType.F16;

    // The largest single that rounds to a finite half is the one before 65520.
    internal override float LargestValue => MathF.BitDecrement(65520);

    internal override void Quantize(ReadOnlySpan<float> row, Span<byte> destination) =>
        HalfConverter.FromSingle(row, MemoryMarshal.Cast<byte, ushort>(destination));

    internal override void Search(ReadOnlySpan<float> row, ReadOnlySpan<float> importance, Span<byte> destination) =>
        Quantize(row, destination);
}
