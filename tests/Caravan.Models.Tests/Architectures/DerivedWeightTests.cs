// Up-projections of latent attention re-formed from one file form, against the bytes another form holds.
using Caravan.Gguf;
using Caravan.Tensors;
using Caravan.TestSupport;

namespace Caravan.Models.Tests;

public sealed class DerivedWeightTests
{
    private const string Combined = "goldens/models/deepseek2-v3-f16.gguf";
    private const string Split = "goldens/models/deepseek2-v3-form-b-f16.gguf";
    private const string All = "goldens/models/deepseek2-v3-form-c-f16.gguf";

    [Fact]
    public void Keys_and_values_out_of_the_combined_projection_are_those_of_the_split_file() =>
        AssertDerived(Combined, 1, Split, "blk.0.attn_k_b.weight", "blk.0.attn_v_b.weight");

    [Fact]
    public void The_combined_projection_out_of_keys_and_values_is_that_of_the_combined_file() =>
        AssertDerived(Split, 0, Combined, "blk.0.attn_kv_b.weight");

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void A_file_with_all_forms_derives_nothing(int form)
    {
        using GgufFile file = GgufFile.Open(SharedFolder.Require(All));

        Assert.Empty(Graph(file, form).DerivedWeights);
    }

    [Fact]
    public void Quantized_values_are_sliced_as_they_are_and_transposed_keys_become_bytes()
    {
        using GgufFile file = GgufFile.Open(SharedFolder.Require("models/austen-deepseek2-Q4_K_M.gguf"));
        GgufTensor source = file.GetTensor("blk.0.attn_kv_b.weight");
        Assert.True(TensorTypes.Get(source.Type).IsQuantized);
        ModelGraph graph = Graph(file, 1);

        DerivedWeight values = Assert.Single(graph.DerivedWeights, d => d.Name == "blk.0.attn_v_b.weight");
        DerivedWeight keys = Assert.Single(graph.DerivedWeights, d => d.Name == "blk.0.attn_k_b.weight");
        Assert.Equal(source.Type, values.Type);
        Assert.Equal(TensorType.Q8_0, keys.Type);

        // 8 heads, each 32 rows of keys and 32 of values over a latent of 256.
        float[] combined = Dequantize(source.Type, file.Data(source), 256);
        float[] v = Dequantize(values.Type, Compute(values, file), 256);
        float[] k = Dequantize(keys.Type, Compute(keys, file), 32);
        for (int head = 0; head < 8; head++)
        {
            for (int column = 0; column < 256; column += 17)
            {
                // A row of keys is one block: bytes of the largest value's 127th part, and the rounding of that part to a half.
                float largest = Enumerable.Range(0, 32).Max(i => MathF.Abs(combined[(head * 64 + i) * 256 + column]));
                for (int row = 0; row < 32; row++)
                {
                    Assert.Equal(combined[(head * 64 + 32 + row) * 256 + column], v[(head * 32 + row) * 256 + column]);
                    float expected = combined[(head * 64 + row) * 256 + column];
                    float tolerance = largest * (0.5f / 127 + 1f / 2048);
                    Assert.InRange(k[(head * 256 + column) * 32 + row], expected - tolerance, expected + tolerance);
                }
            }
        }
    }

    [Fact]
    public void A_destination_of_another_size_is_refused()
    {
        using GgufFile file = GgufFile.Open(SharedFolder.Require(Combined));
        DerivedWeight weight = Graph(file, 1).DerivedWeights[0];

        Assert.Throws<ArgumentException>(() => weight.Compute(file, new byte[10]));
    }

    private static void AssertDerived(string from, int form, string expectedIn, params string[] names)
    {
        using GgufFile file = GgufFile.Open(SharedFolder.Require(from));
        using GgufFile other = GgufFile.Open(SharedFolder.Require(expectedIn));
        ModelGraph graph = Graph(file, form);
        foreach (string name in names)
        {
            DerivedWeight derived = Assert.Single(graph.DerivedWeights, d => d.Name == name);
            GgufTensor expected = other.GetTensor(name);
            Assert.Equal(expected.Type, derived.Type);
            Assert.Equal(expected.Shape, derived.Shape);
            Assert.True(other.Data(expected).SequenceEqual(Compute(derived, file)), name);
        }
    }

    private static ModelGraph Graph(GgufFile file, int form) =>
        LanguageModel.Open(file).BuildGraph(new ModelGraphOptions { ContextLength = 32, LatentAttention = form });

    private static byte[] Compute(DerivedWeight weight, GgufFile file)
    {
        byte[] bytes = new byte[weight.Shape.Bytes(weight.Type)];
        weight.Compute(file, bytes);
        return bytes;
    }

    private static float[] Dequantize(TensorType type, ReadOnlySpan<byte> bytes, int columns)
    {
        float[] values = new float[bytes.Length / TensorTypes.Get(type).RowBytes(columns) * columns];
        Dequantizer.DequantizeRows(type, bytes, columns, values);
        return values;
    }
}
