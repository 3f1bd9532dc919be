// Rows with infinities and NaN into tiles.
using Caravan.Tensors;

namespace Caravan.Cpu;

/// <summary>The slow way for rows that hold what the vector formats do not convert; they are signs of a model gone wrong.</summary>
internal static unsafe class SpecialRows
{
    /// <summary>As <see cref="CacheRowReader.ReadKeys"/>.</summary>
    internal static void ReadKeys(TensorType type, int length, byte* source, nint rowStride, int rows, float* tiles)
    {
        fixed (float* decoded = Decode(type, length, source, rowStride, rows))
        {
            new ScalarCacheReader(length).ReadKeys((byte*)decoded, length * sizeof(float), rows, tiles, null);
        }
    }

    /// <summary>As <see cref="CacheRowReader.ReadValues"/>.</summary>
    internal static void ReadValues(TensorType type, int length, byte* source, nint rowStride, int rows, float* tiles)
    {
        fixed (float* decoded = Decode(type, length, source, rowStride, rows))
        {
            new ScalarCacheReader(length).ReadValues((byte*)decoded, length * sizeof(float), rows, tiles, null);
        }
    }

    private static float[] Decode(TensorType type, int length, byte* source, nint rowStride, int rows)
    {
        int rowBytes = checked((int)TensorTypes.Get(type).RowBytes(length));
        float[] decoded = new float[rows * length];
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
