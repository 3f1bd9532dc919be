// Rows with infinities and NaN into tiles.
using System.Buffers;
using Caravan.Tensors;

namespace Caravan.Cpu;

/// <summary>
/// The slow way for rows that hold what the vector formats do not convert: signs of a model gone wrong, or places of a cache
/// that a client never wrote and masks.
/// </summary>
/// <param name="type">The rows' type.</param>
/// <param name="length">Elements of a row.</param>
internal sealed unsafe class SpecialRows(TensorType type, int length)
{
    private readonly ScalarCacheReader _reader = new(length);

    /// <summary>As <see cref="CacheRowReader.ReadKeys"/>.</summary>
    internal void ReadKeys(byte* source, nint rowStride, int rows, float* tiles)
    {
        float[] rented = Decode(source, rowStride, rows);
        fixed (float* decoded = rented)
        {
            _reader.ReadKeys((byte*)decoded, length * sizeof(float), rows, tiles, null);
        }

        ArrayPool<float>.Shared.Return(rented);
    }

    /// <summary>As <see cref="CacheRowReader.ReadValues"/>.</summary>
    internal void ReadValues(byte* source, nint rowStride, int rows, float* tiles)
    {
        float[] rented = Decode(source, rowStride, rows);
        fixed (float* decoded = rented)
        {
            _reader.ReadValues((byte*)decoded, length * sizeof(float), rows, tiles, null);
        }

        ArrayPool<float>.Shared.Return(rented);
    }

    private float[] Decode(byte* source, nint rowStride, int rows)
    {
        int rowBytes = checked((int)TensorTypes.Get(type).RowBytes(length));
        float[] decoded = ArrayPool<float>.Shared.Rent(rows * length);
        for (int i = 0; i < rows; i++)
        {
            Dequantizer.DequantizeRows(
                type,
                new ReadOnlySpan<byte>(source + i * rowStride, rowBytes),
                length,
                decoded.AsSpan(i * length, length)
            );
        }

        return decoded;
    }
}
