// The types that are quantized, for tests that hold for each of them.
namespace Caravan.Tensors.Tests.Quantizers;

internal static class QuantizerTypes
{
    internal static TheoryData<TensorType> Quantized =>
        [
            TensorType.Q4_0,
            TensorType.Q4_1,
            TensorType.Q5_0,
            TensorType.Q5_1,
            TensorType.Q6_0,
            TensorType.Q8_0,
            TensorType.Q8_KV,
            TensorType.Q2_K,
            TensorType.Q3_K,
            TensorType.Q4_K,
            TensorType.Q5_K,
            TensorType.Q6_K,
            TensorType.IQ4_NL,
            TensorType.IQ4_XS,
        ];

    internal static TheoryData<TensorType> All =>
        [.. Quantized.Select(row => row.Data), TensorType.F32, TensorType.F16, TensorType.BF16];

    /// <summary>Writes a row as a cache row and reads it again.</summary>
    internal static float[] RoundTrip(TensorType type, float[] row)
    {
        byte[] bytes = QuantizeRow(type, row);
        float[] values = new float[row.Length];
        Dequantizer.DequantizeRows(type, bytes, row.Length, values);
        return values;
    }

    /// <summary>Writes a row as a row of weights and reads it again.</summary>
    internal static float[] RoundTripWeights(TensorType type, float[] row, float[]? importance = null)
    {
        byte[] bytes = new byte[TensorTypes.Get(type).RowBytes(row.Length)];
        Quantizer.QuantizeRows(type, row, row.Length, bytes, importance);
        float[] values = new float[row.Length];
        Dequantizer.DequantizeRows(type, bytes, row.Length, values);
        return values;
    }

    /// <summary>The bytes of a cache row; filled beforehand, so that a byte left unwritten shows.</summary>
    internal static byte[] QuantizeRow(TensorType type, float[] row)
    {
        byte[] bytes = new byte[TensorTypes.Get(type).RowBytes(row.Length)];
        bytes.AsSpan().Fill(0xA5);
        Quantizer.QuantizeRow(type, row, bytes);
        return bytes;
    }

    /// <summary>A row of normally distributed values, the same each time.</summary>
    internal static float[] NormalRow(int columns, int seed = 1)
    {
        Random random = new(seed);
        float[] row = new float[columns];
        for (int i = 0; i < columns; i++)
        {
            double radius = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble()));
            row[i] = (float)(radius * Math.Cos(2 * Math.PI * random.NextDouble()));
        }

        return row;
    }

    /// <summary>The sum of squared differences, each times its weight.</summary>
    internal static double SquaredError(float[] values, float[] row, float[]? weights = null)
    {
        double sum = 0;
        for (int i = 0; i < row.Length; i++)
        {
            double difference = (double)values[i] - row[i];
            sum += difference * difference * (weights?[i] ?? 1);
        }

        return sum;
    }
}
