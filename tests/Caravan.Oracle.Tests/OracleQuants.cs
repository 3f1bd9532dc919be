// Calls llama.cpp's quantizers and dequantizers.
using System.Runtime.InteropServices;
using Caravan.Tensors;

namespace Caravan.Oracle.Tests;

/// <summary>Quantizes and reads rows with ggml.</summary>
/// <param name="library">The loaded libraries.</param>
internal sealed unsafe class OracleQuants(OracleLibrary library)
{
    /// <summary>Bytes of a row of <paramref name="columns"/> elements.</summary>
    internal long RowBytes(TensorType type, long columns)
    {
        var rowSize = (delegate* unmanaged<int, long, nuint>)library.Export("ggml_row_size");
        return (long)rowSize((int)type, columns);
    }

    /// <summary>Quantizes rows by <c>ggml_quantize_chunk</c>, with an importance matrix that weighs all columns alike.</summary>
    internal byte[] Quantize(TensorType type, ReadOnlySpan<float> values, int columns)
    {
        var quantizeChunk = (delegate* unmanaged<int, float*, void*, long, long, long, float*, nuint>)
            library.Export("ggml_quantize_chunk");
        float[] importance = new float[columns];
        importance.AsSpan().Fill(1);
        int rows = values.Length / columns;
        byte[] bytes = new byte[rows * RowBytes(type, columns)];
        // Bounds: ggml reads rows * columns floats and one row of importance, and writes rows * row_size bytes.
        fixed (float* from = values)
        fixed (float* weights = importance)
        fixed (byte* to = bytes)
        {
            Assert.Equal((nuint)bytes.Length, quantizeChunk((int)type, from, to, 0, rows, columns, weights));
        }

        return bytes;
    }

    /// <summary>Quantizes by a <c>quantize_row_*_ref</c> function, for types that are no file's weights.</summary>
    internal byte[] QuantizeRow(TensorType type, ReadOnlySpan<float> values)
    {
        var quantizeRow = (delegate* unmanaged<float*, void*, long, void>)
            library.Export($"quantize_row_{CName(type)}_ref");
        byte[] bytes = new byte[RowBytes(type, values.Length)];
        // Bounds: ggml reads the values and writes one row.
        fixed (float* from = values)
        fixed (byte* to = bytes)
        {
            quantizeRow(from, to, values.Length);
        }

        return bytes;
    }

    /// <summary>Reads one row of <paramref name="columns"/> elements by <c>dequantize_row_*</c>.</summary>
    internal float[] Dequantize(TensorType type, ReadOnlySpan<byte> row, int columns)
    {
        var dequantizeRow = (delegate* unmanaged<void*, float*, long, void>)
            library.Export($"dequantize_row_{CName(type)}");
        Assert.Equal(RowBytes(type, columns), row.Length);
        // ggml reads blocks through typed pointers, so that they must be aligned as its structures are.
        byte* aligned = (byte*)NativeMemory.AlignedAlloc((nuint)row.Length, 64);
        try
        {
            float[] values = new float[columns];
            row.CopyTo(new Span<byte>(aligned, row.Length));
            fixed (float* to = values)
            {
                dequantizeRow(aligned, to, columns);
            }

            return values;
        }
        finally
        {
            NativeMemory.AlignedFree(aligned);
        }
    }

    // Q4_K is q4_K and IQ2_XXS iq2_xxs in ggml's names.
    private static string CName(TensorType type)
    {
        string name = type.ToString();
        return name.StartsWith('Q') && name.EndsWith("_K", StringComparison.Ordinal)
            ? string.Concat("q", name.AsSpan(1))
            : name.ToLowerInvariant();
    }
}
