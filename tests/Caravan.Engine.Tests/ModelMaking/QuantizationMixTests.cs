// Compares our choice of types with files that llama-quantize wrote.
using Caravan.Gguf;
using Caravan.TestSupport;

namespace Caravan.Engine.Tests.ModelMaking;

public sealed class QuantizationMixTests
{
    [Theory]
    [InlineData("goldens/models/llama-f16.gguf", "goldens/models/llama-Q2_K.gguf", "Q2_K")]
    [InlineData("goldens/models/llama-f16.gguf", "goldens/models/llama-Q3_K_M.gguf", "Q3_K_M")]
    [InlineData("goldens/models/llama-f16.gguf", "goldens/models/llama-Q4_0.gguf", "Q4_0")]
    [InlineData("goldens/models/llama-f16.gguf", "goldens/models/llama-Q4_K_M.gguf", "Q4_K_M")]
    [InlineData("goldens/models/llama-f16.gguf", "goldens/models/llama-Q5_K_M.gguf", "Q5_K_M")]
    [InlineData("goldens/models/llama-f16.gguf", "goldens/models/llama-Q6_K.gguf", "Q6_K")]
    [InlineData("goldens/models/llama-f16.gguf", "goldens/models/llama-Q8_0.gguf", "Q8_0")]
    [InlineData("goldens/models/llama-f16.gguf", "goldens/models/llama-IQ4_NL.gguf", "IQ4_NL")]
    [InlineData("goldens/models/llama-f16.gguf", "goldens/models/llama-IQ4_XS.gguf", "IQ4_XS")]
    [InlineData("goldens/models/qwen3moe-f16.gguf", "goldens/models/qwen3moe-Q4_K_M.gguf", "Q4_K_M")]
    [InlineData("models/austen-llama-f16.gguf", "models/austen-llama-Q4_K_M.gguf", "Q4_K_M")]
    [InlineData("models/austen-llama-f16.gguf", "models/austen-llama-Q4_0.gguf", "Q4_0")]
    [InlineData("models/austen-llama-f16.gguf", "models/austen-llama-Q8_0.gguf", "Q8_0")]
    public void Types_are_those_that_llama_quantize_chose(string source, string reference, string mix)
    {
        using TemporaryFolder folder = new();
        using GgufFile expected = GgufFile.Open(SharedFolder.Require(reference));
        ModelQuantizerOptions options = new() { Mix = QuantizationMixes.Parse(mix) };

        MadeModels.Quantize(SharedFolder.Require(source), folder.File("out.gguf"), options);

        using GgufFile written = GgufFile.Open(folder.File("out.gguf"));
        Assert.Equal(Types(expected), Types(written));
    }

    [Theory]
    [InlineData("q4_k_m", ModelFileType.Q4_K_M)]
    [InlineData("Q4_K", ModelFileType.Q4_K_M)]
    [InlineData("q5_k", ModelFileType.Q5_K_M)]
    [InlineData("Q3_K", ModelFileType.Q3_K_M)]
    [InlineData("bf16", ModelFileType.BF16)]
    [InlineData("7", ModelFileType.Q8_0)]
    public void Names_numbers_and_aliases_name_a_mix(string name, ModelFileType type) =>
        Assert.Equal(type, QuantizationMixes.Parse(name).FileType);

    [Fact]
    public void An_unknown_mix_is_refused_with_those_there_are()
    {
        ModelMakingException exception = Assert.Throws<ModelMakingException>(() => QuantizationMixes.Parse("Q7_X"));

        Assert.Contains("Q7_X", exception.Message);
        Assert.Contains("Q4_K_M", exception.Message);
    }

    private static List<string> Types(GgufFile file) =>
        [.. file.Tensors.Select(tensor => $"{tensor.Name} {tensor.Type}").Order(StringComparer.Ordinal)];
}
