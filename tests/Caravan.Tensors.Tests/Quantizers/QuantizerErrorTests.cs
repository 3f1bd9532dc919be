// Holds our quantizers' errors against those of the other engines on the same source.
using System.Runtime.InteropServices;

namespace Caravan.Tensors.Tests.Quantizers;

public sealed class QuantizerErrorTests
{
    private const double LargestRatio = 1.02;

    public static TheoryData<string> Files =>
        [
            "upstream/F16.bin",
            "upstream/BF16.bin",
            "upstream/Q4_0.bin",
            "upstream/Q4_1.bin",
            "upstream/Q5_0.bin",
            "upstream/Q5_1.bin",
            "upstream/Q8_0.bin",
            "upstream/Q2_K.bin",
            "upstream/Q3_K.bin",
            "upstream/Q4_K.bin",
            "upstream/Q5_K.bin",
            "upstream/Q6_K.bin",
            "upstream/IQ4_NL.bin",
            "upstream/IQ4_XS.bin",
            "ik/Q6_0.bin",
            "ik/Q8_KV.bin",
        ];

    [Theory]
    [MemberData(nameof(Files))]
    public void Error_is_at_most_two_percent_above_the_other_engine_s(string file)
    {
        QuantGolden golden = QuantGolden.Read(file);
        float[] source = ReadSource();
        Assert.Equal(golden.Values.Length, source.Length);
        byte[] bytes = new byte[golden.Bytes.Length];
        float[] values = new float[source.Length];

        Quantizer.QuantizeRows(golden.Type, source, golden.Columns, bytes);

        Dequantizer.DequantizeRows(golden.Type, bytes, golden.Columns, values);
        double reference = Math.Sqrt(QuantizerTypes.SquaredError(golden.Values, source) / source.Length);
        double ours = Math.Sqrt(QuantizerTypes.SquaredError(values, source) / source.Length);
        TestContext.Current.TestOutputHelper?.WriteLine($"{ours:G5} / {reference:G5} = {ours / reference:F4}");
        Assert.InRange(ours, 0, LargestRatio * reference);
    }

    [Theory]
    [InlineData("upstream/Q8_0.bin")]
    [InlineData("ik/Q8_KV.bin")]
    public void Eight_bit_cache_rows_equal_the_other_engine_s_byte_for_byte(string file)
    {
        QuantGolden golden = QuantGolden.Read(file);
        float[] source = ReadSource();
        int rowBytes = golden.Bytes.Length / golden.Rows;
        byte[] bytes = new byte[golden.Bytes.Length];

        for (int row = 0; row < golden.Rows; row++)
        {
            Quantizer.QuantizeRow(
                golden.Type,
                source.AsSpan(row * golden.Columns, golden.Columns),
                bytes.AsSpan(row * rowBytes, rowBytes)
            );
        }

        Assert.Equal(golden.Bytes, bytes);
    }

    private static float[] ReadSource() =>
        MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(Path.Combine(QuantGolden.Folder, "source.f32"))).ToArray();
}
