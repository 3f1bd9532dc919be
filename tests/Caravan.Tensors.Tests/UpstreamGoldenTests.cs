// Compares the reading of ggml's types with the values that llama.cpp and ik_llama.cpp read from the same bytes.
namespace Caravan.Tensors.Tests;

public sealed class UpstreamGoldenTests
{
    // Numbers of types below this are ggml's; from here on they are ik_llama.cpp's own.
    private const int FirstIkType = 100;

    public static TheoryData<string> Files =>
        [
            .. Directory
                .EnumerateFiles(QuantGolden.Folder, "*.bin", SearchOption.AllDirectories)
                .Select(file => Path.GetRelativePath(QuantGolden.Folder, file).Replace('\\', '/'))
                .Where(name => (int)QuantGolden.Read(name).Type < FirstIkType)
                .Order(StringComparer.Ordinal),
        ];

    [Theory]
    [MemberData(nameof(Files))]
    public void Values_equal_the_other_engine_s(string file)
    {
        QuantGolden golden = QuantGolden.Read(file);
        float[] values = new float[golden.Rows * golden.Columns];

        Dequantizer.DequantizeRows(golden.Type, golden.Bytes, golden.Columns, values);

        Assert.Equal(golden.Values, values);
    }
}
