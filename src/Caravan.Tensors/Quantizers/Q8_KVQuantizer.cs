// Q8_KV: signed bytes with one scale a row, for the key-value cache.
using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Caravan.Tensors.Quantizers;

/// <summary>Writes the rows of <see cref="Formats.Ik.Q8_KVFormat"/> as ik_llama.cpp does: the largest magnitude becomes 127.</summary>
internal sealed class Q8_KVQuantizer : RowQuantizer
{
    private const float LargestQuant = 127;
    private const int HeaderBytes = 8;

    // Larger magnitudes are clamped to this, which scale * 127 cannot exceed by so much that it overflows.
    private const float LargestMagnitude = 3e38f;

    // Longest run of a row that is brought into range at a time, a multiple of the 32 elements written together.
    private const int MaxRun = 256;

    internal override TensorType Type => TensorType.Q8_KV;

    internal override void Quantize(ReadOnlySpan<float> row, Span<byte> destination)
    {
        Span<sbyte> quants = MemoryMarshal.Cast<byte, sbyte>(destination[HeaderBytes..]);
        float largest = Magnitudes.Largest(row);
        bool inRange = largest <= LargestMagnitude;
        if (!inRange)
        {
            largest = LargestInRange(row);
        }

        float scale = largest / LargestQuant;
        float inverse = Codes.Inverse(scale);
        BinaryPrimitives.WriteSingleLittleEndian(destination, inverse == 0 ? 0 : scale);
        int sum = inRange ? SignedBytes.Write(row, inverse, quants) : WriteClamped(row, inverse, quants);
        BinaryPrimitives.WriteInt32LittleEndian(destination[4..], sum);
    }

    internal override void Search(ReadOnlySpan<float> row, ReadOnlySpan<float> importance, Span<byte> destination) =>
        Quantize(row, destination);

    private static float LargestInRange(ReadOnlySpan<float> row)
    {
        float largest = 0;
        foreach (float value in row)
        {
            largest = float.IsNaN(value) ? largest : Math.Max(largest, Math.Min(MathF.Abs(value), LargestMagnitude));
        }

        return largest;
    }

    private static int WriteClamped(ReadOnlySpan<float> row, float inverse, Span<sbyte> quants)
    {
        Span<float> clamped = stackalloc float[MaxRun];
        int sum = 0;
        for (int first = 0; first < row.Length; first += MaxRun)
        {
            int count = Math.Min(MaxRun, row.Length - first);
            Magnitudes.Clamp(row.Slice(first, count), LargestMagnitude, clamped);
            sum += SignedBytes.Write(clamped[..count], inverse, quants.Slice(first, count));
        }

        return sum;
    }
}
