// Makes rows of a KV cache of any type F32, side by side or transposed.
using Caravan.Tensors;

namespace Caravan.Cpu;

/// <summary>Decodes head rows of a cache.</summary>
internal sealed unsafe class CacheRowReader
{
    private readonly TensorType type;
    private readonly int length;
    private readonly int rowBytes;

    internal CacheRowReader(TensorType type, int length)
    {
        this.type = type;
        this.length = length;
        rowBytes = checked((int)TensorTypes.Get(type).RowBytes(length));
    }

    /// <summary>Decodes <paramref name="rows"/> rows to <paramref name="destination"/>; the rest of each row is zero.</summary>
    internal void Read(byte* source, nint rowStride, int rows, float* destination, int destinationStride)
    {
        for (int i = 0; i < rows; i++, source += rowStride, destination += destinationStride)
        {
            Decode(source, destination);
            new Span<float>(destination + length, destinationStride - length).Clear();
        }
    }

    /// <summary>
    /// Decodes rows to [length][64], positions side by side; missing positions are zero. <paramref name="row"/> is scratch
    /// for one row.
    /// </summary>
    internal void ReadTransposed(byte* source, nint rowStride, int rows, float* destination, float* row)
    {
        const int Segment = AttentionKernel.SegmentLength;
        if (rows < Segment)
        {
            new Span<float>(destination, length * Segment).Clear();
        }

        for (int i = 0; i < rows; i++, source += rowStride)
        {
            Decode(source, row);
            float* column = destination + i;
            for (int j = 0; j < length; j++, column += Segment)
            {
                *column = row[j];
            }
        }
    }

    // Bounds: the caller's tensor holds rowBytes at source; destination has room for length floats.
    private void Decode(byte* source, float* destination) =>
        Dequantizer.DequantizeRows(
            type,
            new ReadOnlySpan<byte>(source, rowBytes),
            length,
            new Span<float>(destination, length)
        );
}
