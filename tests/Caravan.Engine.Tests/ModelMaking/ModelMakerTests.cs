// What the model maker writes, and what it refuses.
using Caravan.Gguf;
using Caravan.Models;
using Caravan.Tensors;
using Caravan.TestSupport;

namespace Caravan.Engine.Tests.ModelMaking;

public sealed class ModelMakerTests
{
    public static TheoryData<string> TinyShapes =>
        [.. ModelShapes.Names.Where(name => name.EndsWith("tiny", StringComparison.Ordinal))];

    [Theory]
    [MemberData(nameof(TinyShapes))]
    public void A_made_model_has_all_weights_of_its_architecture(string shape)
    {
        using TemporaryFolder folder = new();
        MadeModels.Make(folder.File("model.gguf"), MadeModels.Options(shape));

        using GgufFile file = GgufFile.Open(folder.File("model.gguf"));
        // Reading checks every weight's shape and refuses weights that are missing or left over.
        LanguageModel model = LanguageModel.Open(file);
        Assert.Equal(ModelShapes.Get(shape).Architecture, model.Hyperparameters.Architecture);
        Assert.Equal(512, model.Hyperparameters.VocabularySize);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void A_seed_gives_the_same_file_whatever_the_threads(int threads)
    {
        using TemporaryFolder folder = new();
        ModelMakerOptions options = MadeModels.Options("qwen3moe-tiny", "Q4_K_M");
        MadeModels.Make(folder.File("a.gguf"), options);

        MadeModels.Make(folder.File("b.gguf"), options with { Threads = threads });

        Assert.Equal(File.ReadAllBytes(folder.File("a.gguf")), File.ReadAllBytes(folder.File("b.gguf")));
    }

    [Fact]
    public void Another_seed_gives_other_weights()
    {
        using TemporaryFolder folder = new();
        ModelMakerOptions options = MadeModels.Options("llama-tiny");
        MadeModels.Make(folder.File("a.gguf"), options);

        MadeModels.Make(folder.File("b.gguf"), options with { Seed = 8 });

        Assert.NotEqual(File.ReadAllBytes(folder.File("a.gguf")), File.ReadAllBytes(folder.File("b.gguf")));
    }

    [Theory]
    [InlineData("blk.0.ffn_down.weight", 0, 0.0442)]
    [InlineData("blk.1.attn_q.weight", 0, 0.0625)]
    [InlineData("output.weight", 0, 0.25)]
    [InlineData("blk.1.attn_norm.weight", 1, 0.1)]
    public void Weights_are_spread_by_their_inputs(string name, double mean, double deviation)
    {
        using TemporaryFolder folder = new();
        MadeModels.Make(folder.File("model.gguf"), MadeModels.Options("llama-tiny", "F32"));

        using GgufFile file = GgufFile.Open(folder.File("model.gguf"));
        GgufTensor tensor = file.GetTensor(name);
        float[] values = new float[tensor.Shape.Elements];
        Dequantizer.DequantizeRows(tensor.Type, file.Data(tensor), (int)tensor.Shape.Ne0, values);
        double average = values.Average(value => (double)value);
        double spread = Math.Sqrt(values.Average(value => (value - average) * (value - average)));
        // Six standard errors of so many draws.
        double tolerance = 6 * deviation / Math.Sqrt(values.Length);
        Assert.Equal(mean, average, tolerance);
        Assert.Equal(deviation, spread, tolerance);
    }

    [Fact]
    public void Rows_differ_from_one_another()
    {
        using TemporaryFolder folder = new();
        MadeModels.Make(folder.File("model.gguf"), MadeModels.Options("llama-tiny", "F32"));

        using GgufFile file = GgufFile.Open(folder.File("model.gguf"));
        GgufTensor tensor = file.GetTensor("blk.0.attn_q.weight");
        int rowBytes = (int)(tensor.Bytes / tensor.Shape.Rows);
        HashSet<string> rows = [];
        for (int row = 0; row < tensor.Shape.Rows; row++)
        {
            rows.Add(Convert.ToHexString(file.Data(tensor).Slice(row * rowBytes, rowBytes)));
        }

        Assert.Equal(tensor.Shape.Rows, rows.Count);
    }

    [Fact]
    public void The_vocabulary_is_copied_and_filled_up_with_placeholders()
    {
        using TemporaryFolder folder = new();
        ModelMakerOptions options = MadeModels.Options("llama-tiny") with { VocabularySize = 520 };
        MadeModels.Make(folder.File("model.gguf"), options);

        using GgufFile source = GgufFile.Open(MadeModels.SmallVocabulary);
        using GgufFile file = GgufFile.Open(folder.File("model.gguf"));
        GgufArray expected = source.Metadata.GetByteStringArray("tokenizer.ggml.tokens");
        GgufArray tokens = file.Metadata.GetByteStringArray("tokenizer.ggml.tokens");
        Assert.Equal(520, tokens.Count);
        for (int i = 0; i < expected.Count; i++)
        {
            Assert.Equal(expected.StringBytes(i), tokens.StringBytes(i));
        }

        Assert.True(tokens.TryGetString(512, out string placeholder));
        Assert.Equal("[PAD512]", placeholder);
        Assert.Equal(520, file.Metadata.GetFloat32Array("tokenizer.ggml.scores").Length);
        Assert.Equal(5, file.Metadata.GetInt32Array("tokenizer.ggml.token_type")[^1]);
        Assert.Equal(520, file.GetTensor("output.weight").Shape.Ne1);
    }

    [Fact]
    public void A_vocabulary_larger_than_wanted_is_refused()
    {
        using TemporaryFolder folder = new();
        ModelMakerOptions options = MadeModels.Options("llama-tiny") with { VocabularySize = 100 };

        ModelMakingException exception = Assert.Throws<ModelMakingException>(() =>
            MadeModels.Make(folder.File("model.gguf"), options)
        );

        Assert.Contains("512 tokens", exception.Message);
    }

    [Fact]
    public void Impossible_shapes_are_refused()
    {
        ModelShape llama = ModelShapes.Get("llama-tiny");
        ModelShape[] impossible =
        [
            llama with
            {
                Architecture = "gpt-17",
            },
            llama with
            {
                Width = 0,
            },
            llama with
            {
                Layers = -1,
            },
            llama with
            {
                KeyValueHeads = 3,
            },
            llama with
            {
                HeadLength = 63,
            },
            llama with
            {
                FeedForwardLength = 0,
            },
            llama with
            {
                FrequencyBase = float.NaN,
            },
            llama with
            {
                Architecture = "qwen3moe",
            },
            llama with
            {
                Architecture = "deepseek2",
            },
            llama with
            {
                Experts = new ExpertShape(4, 5, 256),
            },
            llama with
            {
                Experts = new ExpertShape(4, 2, 256, SharedCount: 1),
            },
            llama with
            {
                Latent = new LatentShape(0, 64, 32, 64),
            },
        ];
        using TemporaryFolder folder = new();
        ModelMakerOptions options = MadeModels.Options("llama-tiny");

        Assert.All(
            impossible,
            shape =>
                Assert.Throws<ModelMakingException>(() =>
                    MadeModels.Make(folder.File("model.gguf"), options with { Shape = shape })
                )
        );
        Assert.Empty(MadeModels.FilesIn(folder));
    }

    [Fact]
    public void An_unknown_shape_is_refused_with_those_there_are() =>
        Assert.Contains(
            "llama-1.1b",
            Assert.Throws<ModelMakingException>(() => ModelShapes.Get("llama-9000b")).Message
        );

    [Fact]
    public void Cancelling_leaves_no_file()
    {
        using TemporaryFolder folder = new();
        using CancellationTokenSource cancellation = new();
        cancellation.Cancel();

        Assert.ThrowsAny<OperationCanceledException>(() =>
            ModelMaker.Make(
                folder.File("model.gguf"),
                MadeModels.Options("llama-tiny"),
                cancellation: cancellation.Token
            )
        );

        Assert.Empty(MadeModels.FilesIn(folder));
    }
}
