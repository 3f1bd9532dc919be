// llama.cpp opens and runs the models we make, and chooses the types we choose.
using Caravan.Engine;
using Caravan.Gguf;
using Caravan.TestSupport;

namespace Caravan.Oracle.Tests.ModelMaking;

public sealed class ModelMakerOracleTests
{
    public static TheoryData<string> TinyShapes =>
        [.. ModelShapes.Names.Where(name => name.EndsWith("tiny", StringComparison.Ordinal))];

    public static TheoryData<ModelFileType> Mixes => [.. Enum.GetValues<ModelFileType>()];

    // Without those that give every matrix one type, as the other mixes of a dense model show.
    public static MatrixTheoryData<string, ModelFileType> ExpertMixes =>
        new MatrixTheoryData<string, ModelFileType>(
            ["llama-moe-tiny", "qwen3moe-tiny", "deepseek2-tiny"],
            [
                ModelFileType.Q4_0,
                ModelFileType.Q2_K,
                ModelFileType.Q3_K_M,
                ModelFileType.Q3_K_L,
                ModelFileType.Q4_K_S,
                ModelFileType.Q4_K_M,
                ModelFileType.Q5_K_M,
                ModelFileType.IQ4_XS,
            ]
        );

    [Theory]
    [MemberData(nameof(TinyShapes))]
    public void Llama_cpp_runs_a_model_of_every_architecture(string shape)
    {
        using TemporaryFolder folder = new();
        Make(folder.File("model.gguf"), Options(ModelShapes.Get(shape), ModelFileType.F16));

        AssertHealthyLogits(folder.File("model.gguf"));
    }

    [Theory]
    [MemberData(nameof(Mixes))]
    public void Llama_cpp_runs_a_model_of_every_mix(ModelFileType mix)
    {
        using TemporaryFolder folder = new();
        Make(folder.File("model.gguf"), Options(ModelShapes.Get("llama-tiny"), mix));

        AssertHealthyLogits(folder.File("model.gguf"));
    }

    [Theory]
    [MemberData(nameof(Mixes))]
    public void Types_of_a_dense_model_are_those_that_llama_cpp_chooses(ModelFileType mix) =>
        // Enough layers, and heads that share keys, for every rule to apply somewhere.
        AssertSameTypes(ModelShapes.Get("llama-tiny") with { Layers = 17, KeyValueHeads = 1 }, mix);

    [Theory]
    [MemberData(nameof(ExpertMixes))]
    public void Types_of_a_mixture_of_experts_are_those_that_llama_cpp_chooses(string shape, ModelFileType mix) =>
        AssertSameTypes(ModelShapes.Get(shape) with { Layers = 9 }, mix);

    private static void AssertSameTypes(ModelShape shape, ModelFileType mix)
    {
        using TemporaryFolder folder = new();
        Make(folder.File("model.gguf"), Options(shape, ModelFileType.BF16));
        LlamaQuantizer.Quantize(folder.File("model.gguf"), folder.File("theirs.gguf"), mix);

        ModelQuantizer.Quantize(
            folder.File("model.gguf"),
            folder.File("ours.gguf"),
            new ModelQuantizerOptions { Mix = QuantizationMixes.Parse(mix.ToString()) },
            cancellation: TestContext.Current.CancellationToken
        );

        Assert.Equal(Types(folder.File("theirs.gguf")), Types(folder.File("ours.gguf")));
    }

    private static void AssertHealthyLogits(string path)
    {
        using LlamaModel model = new(path);
        float[] logits = model.Decode([1, 300, 42, 7]);

        Assert.Equal(512, logits.Length);
        Assert.All(logits, logit => Assert.True(float.IsFinite(logit)));
        double mean = logits.Average(logit => (double)logit);
        double deviation = Math.Sqrt(logits.Average(logit => (logit - mean) * (logit - mean)));
        // Output weights are made for logits of deviation 4.
        Assert.InRange(deviation, 3, 5);
    }

    private static void Make(string path, ModelMakerOptions options) =>
        ModelMaker.Make(path, options, cancellation: TestContext.Current.CancellationToken);

    private static ModelMakerOptions Options(ModelShape shape, ModelFileType mix) =>
        new()
        {
            Shape = shape,
            Mix = QuantizationMixes.Parse(mix.ToString()),
            VocabularyPath = SharedFolder.Require("models/stories260K.gguf"),
            Seed = 3,
        };

    private static List<string> Types(string path)
    {
        using GgufFile file = GgufFile.Open(path);
        return [.. file.Tensors.Select(tensor => $"{tensor.Name} {tensor.Type}").Order(StringComparer.Ordinal)];
    }
}
