// Compares the reading of ggml's quantized types with llama.cpp's own, on quantized numbers and on random bytes.
using Caravan.Tensors;

namespace Caravan.Oracle.Tests;

public sealed class DequantizerOracleTests
{
    private const int Columns = 1024;

    // Types that llama.cpp quantizes weights to.
    private static readonly TensorType[] Weights =
    [
        TensorType.Q4_0,
        TensorType.Q4_1,
        TensorType.Q5_0,
        TensorType.Q5_1,
        TensorType.Q8_0,
        TensorType.Q2_K,
        TensorType.Q3_K,
        TensorType.Q4_K,
        TensorType.Q5_K,
        TensorType.Q6_K,
        TensorType.IQ2_XXS,
        TensorType.IQ2_XS,
        TensorType.IQ2_S,
        TensorType.IQ3_XXS,
        TensorType.IQ3_S,
        TensorType.IQ1_S,
        TensorType.IQ1_M,
        TensorType.IQ4_NL,
        TensorType.IQ4_XS,
        TensorType.TQ1_0,
        TensorType.TQ2_0,
        TensorType.MXFP4,
        TensorType.NVFP4,
        TensorType.Q1_0,
        TensorType.Q2_0,
    ];

    // llama.cpp searches the neighbours in their grids for seconds before it quantizes to these; the goldens and the random
    // bytes cover them.
    private static readonly TensorType[] SlowlyQuantized =
    [
        TensorType.IQ1_S,
        TensorType.IQ1_M,
        TensorType.IQ2_XXS,
        TensorType.IQ2_XS,
        TensorType.IQ2_S,
    ];

    public static TheoryData<TensorType> QuicklyQuantizedTypes => [.. Weights.Except(SlowlyQuantized)];

    public static TheoryData<TensorType> ReadableTypes => [.. Weights, TensorType.Q8_K];

    public static TheoryData<TensorType> QuantizedTypes => [.. Weights, TensorType.Q8_1, TensorType.Q8_K];

    [Theory]
    [MemberData(nameof(QuantizedTypes))]
    public void Row_bytes_equal_llama_cpp_s(TensorType type)
    {
        OracleQuants oracle = new(OracleLibrary.Require());

        Assert.Equal(oracle.RowBytes(type, Columns), TensorTypes.Get(type).RowBytes(Columns));
    }

    [Theory]
    [MemberData(nameof(QuicklyQuantizedTypes))]
    public void Quantized_rows_read_as_llama_cpp_reads_them(TensorType type)
    {
        OracleQuants oracle = new(OracleLibrary.Require());

        AssertReadAlike(oracle, type, oracle.Quantize(type, NormalNumbers(4 * Columns), Columns));
    }

    [Theory]
    [MemberData(nameof(ReadableTypes))]
    public void Random_bytes_read_as_llama_cpp_reads_them(TensorType type)
    {
        OracleQuants oracle = new(OracleLibrary.Require());
        byte[] rows = new byte[64 * TensorTypes.Get(type).RowBytes(Columns)];
        new Random(1).NextBytes(rows);

        AssertReadAlike(oracle, type, rows);
    }

    [Fact]
    public void Q8_K_rows_read_as_llama_cpp_reads_them()
    {
        OracleQuants oracle = new(OracleLibrary.Require());

        AssertReadAlike(oracle, TensorType.Q8_K, oracle.QuantizeRow(TensorType.Q8_K, NormalNumbers(Columns)));
    }

    [Fact]
    public void Q8_1_rows_read_as_the_Q8_0_rows_of_the_same_numbers()
    {
        // llama.cpp never reads Q8_1 back; its scales and quants are those of Q8_0.
        OracleQuants oracle = new(OracleLibrary.Require());
        float[] numbers = NormalNumbers(Columns);
        float[] expected = oracle.Dequantize(TensorType.Q8_0, oracle.QuantizeRow(TensorType.Q8_0, numbers), Columns);

        float[] values = new float[Columns];
        Dequantizer.DequantizeRows(TensorType.Q8_1, oracle.QuantizeRow(TensorType.Q8_1, numbers), Columns, values);

        Assert.Equal(expected, values);
    }

    private static void AssertReadAlike(OracleQuants oracle, TensorType type, ReadOnlySpan<byte> rows)
    {
        int rowBytes = (int)TensorTypes.Get(type).RowBytes(Columns);
        float[] values = new float[Columns];
        for (int row = 0; row < rows.Length / rowBytes; row++)
        {
            ReadOnlySpan<byte> bytes = rows.Slice(row * rowBytes, rowBytes);
            Dequantizer.DequantizeRows(type, bytes, Columns, values);
            Assert.Equal(oracle.Dequantize(type, bytes, Columns), values);
        }
    }

    private static float[] NormalNumbers(int count)
    {
        Random random = new(7);
        float[] numbers = new float[count];
        foreach (ref float number in numbers.AsSpan())
        {
            double radius = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble()));
            number = (float)(radius * Math.Cos(2 * Math.PI * random.NextDouble()));
        }

        return numbers;
    }
}
