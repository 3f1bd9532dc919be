// Compares the reading of ik_llama.cpp's types with the values that it read from the same bytes.
namespace Caravan.Tensors.Tests;

public sealed class IkGoldenTests
{
    public static TheoryData<string> Files =>
        [
            .. Directory
                .EnumerateFiles(Path.Combine(QuantGolden.Folder, "ik"), "*.bin")
                .Select(file => Path.GetFileName(file))
                .Order(StringComparer.Ordinal),
        ];

    [Theory]
    [MemberData(nameof(Files))]
    public void Values_equal_ik_llama_cpp_s(string file)
    {
        QuantGolden golden = QuantGolden.Read($"ik/{file}");
        float[] values = new float[golden.Rows * golden.Columns];

        Dequantizer.DequantizeRows(golden.Type, golden.Bytes, golden.Columns, values);

        Assert.Equal(golden.Values, values);
    }
}
