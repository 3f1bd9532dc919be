// Q4_0: four-bit quants, the value of largest magnitude at -8 by the plain rule.
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Caravan.Tensors.Quantizers;

/// <summary>Writes the blocks of <see cref="Formats.Q4_0Format"/>; the plain rule gives ggml's bytes.</summary>
internal sealed class Q4_0Quantizer() : BlockQuantizer(TensorType.Q4_0, smallestReach: 7)
{
    protected override void QuantizeBlock(ReadOnlySpan<float> values, Span<byte> block)
    {
        float scale = Magnitudes.Extreme(values) / -8;
        float inverse = scale == 0 ? 0 : 1 / scale;
        BlockWriter.WriteHalf(block, scale);
        // A subnormal's inverse is infinite; its block is all zeros in half precision anyway.
        WriteNibbles(values, float.IsFinite(inverse) ? inverse : 0, block[2..]);
    }

    protected override void SearchBlock(ReadOnlySpan<float> values, ReadOnlySpan<float> weights, Span<byte> block) =>
        QuantizeBlock(values, block);

    private static void WriteNibbles(ReadOnlySpan<float> values, float inverse, Span<byte> packed)
    {
        ref float from = ref MemoryMarshal.GetReference(values[..32]);
        Vector256<int> first = Codes(ref from, 0, inverse) | (Codes(ref from, 16, inverse) << 4);
        Vector256<int> second = Codes(ref from, 8, inverse) | (Codes(ref from, 24, inverse) << 4);
        Vector256<short> codes = Vector256.Narrow(first, second);
        // Bounds: 16 bytes, which the slice proves are there.
        Vector128
            .Narrow(codes.GetLower().AsUInt16(), codes.GetUpper().AsUInt16())
            .StoreUnsafe(ref MemoryMarshal.GetReference(packed[..16]));
    }

    // Adding 8.5 and truncating rounds halves away from -8, as ggml does; the other end is clamped to 15.
    private static Vector256<int> Codes(ref float from, int index, float inverse)
    {
        Vector256<float> scaled = Vector256.LoadUnsafe(ref from, (nuint)index) * Vector256.Create(inverse);
        return Vector256.Min(Vector256.ConvertToInt32Native(scaled + Vector256.Create(8.5f)), Vector256.Create(15));
    }
}
