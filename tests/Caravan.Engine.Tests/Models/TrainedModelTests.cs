// Trained models: greedy text and perplexity against what other engines recorded.
using System.Text;
using System.Text.Json;
using Caravan.Cpu;
using Caravan.TestSupport;

namespace Caravan.Engine.Tests;

public class TrainedModelTests(ITestOutputHelper output)
{
    [Fact]
    public void Stories260K_continues_its_200_greedy_tokens()
    {
        using JsonDocument golden = Open("models/stories260K.golden.json");
        int[] expected = Integers(golden.RootElement.GetProperty("ids"));
        int[] actual = ModelRun.Greedy(
            SharedFolder.Require("models/stories260K.gguf"),
            new SessionOptions { ContextLength = 0 },
            [1],
            expected.Length
        );
        Assert.Equal(expected, actual);
    }

    [Fact]
    public void Babyllama_continues_its_greedy_tokens()
    {
        using JsonDocument golden = Open("models/babyllama-tok361.golden.json");
        int[] expected = Integers(golden.RootElement.GetProperty("ids"));
        int[] actual = ModelRun.Greedy(
            SharedFolder.Require("models/babyllama-tok361-f32.gguf"),
            new SessionOptions { ContextLength = 0 },
            [1],
            expected.Length
        );
        Assert.Equal(expected, actual);
    }

    [Theory]
    [InlineData("austen-llama-f16")]
    [InlineData("austen-llama-Q8_0")]
    [InlineData("austen-llama-Q4_0")]
    [InlineData("austen-llama-Q4_K_M")]
    [InlineData("austen-qwen3moe-Q4_K_M")]
    [InlineData("austen-deepseek2-Q4_K_M")]
    public void Austen_models_continue_their_greedy_tokens(string name)
    {
        using JsonDocument golden = Open($"models/{name}.golden.json");
        JsonElement greedy = golden.RootElement.GetProperty("greedy");
        int[] expected = Integers(greedy.GetProperty("token_ids"));
        double[] gaps = [.. greedy.GetProperty("top1_top2_logit_gaps").EnumerateArray().Select(e => e.GetDouble())];
        double rounding = golden
            .RootElement.GetProperty("cross_check")
            .GetProperty("max_abs_logit_difference_over_prompt")
            .GetDouble();
        int[] actual = ModelRun.Greedy(
            SharedFolder.Require($"models/{name}.gguf"),
            new SessionOptions { ContextLength = 512 },
            Integers(golden.RootElement.GetProperty("prompt_token_ids")),
            expected.Length
        );
        ModelRun.AssertGreedy(expected, gaps, actual, rounding);
    }

    [Theory]
    [InlineData("models/stories260K.gguf", "corpora/tinystories_197KB.txt", 32, 3.9661, 0.003)]
    [InlineData("models/babyllama-tok361-f32.gguf", "corpora/tinystories_197KB.txt", 32, 2.0663, 0.003)]
    [InlineData("models/stories260K.gguf", "corpora/wiki.test.raw", 16, 117.2057, 0.1)]
    [InlineData("models/stories260K.gguf", "corpora/tinyshakespeare.txt", 8, 56.4768, 0.05)]
    [InlineData("models/austen-llama-f16.gguf", "models/austen-heldout.txt", 221, 38.54, 0.003 * 38.54)]
    [InlineData("models/austen-llama-Q8_0.gguf", "models/austen-heldout.txt", 221, 38.55, 0.003 * 38.55)]
    [InlineData("models/austen-llama-Q4_0.gguf", "models/austen-heldout.txt", 221, 38.65, 0.003 * 38.65)]
    [InlineData("models/austen-llama-Q4_K_M.gguf", "models/austen-heldout.txt", 221, 38.62, 0.003 * 38.62)]
    [InlineData("models/austen-qwen3moe-Q4_K_M.gguf", "models/austen-heldout.txt", 221, 35.48, 0.003 * 35.48)]
    [InlineData("models/austen-deepseek2-Q4_K_M.gguf", "models/austen-heldout.txt", 221, 39.79, 0.003 * 39.79)]
    public void Perplexity_equals_the_recorded_one(string file, string text, int chunks, double expected, double bar)
    {
        using CpuDevice device = new(2);
        using LoadedModel model = LoadedModel.Open(SharedFolder.Require(file), device);
        using InferenceSession session = new(model, new SessionOptions { ContextLength = 256, MaximumOutputs = 256 });
        string content = Encoding.UTF8.GetString(File.ReadAllBytes(SharedFolder.Require(text)));
        int[] tokens = model.Tokenizer.Encode(content, addSpecial: true, parseSpecial: false);
        PerplexityMeter meter = new(
            session,
            256,
            model.Tokenizer.Vocabulary.AddBos ? model.Tokenizer.Vocabulary.Special.Bos : null
        );
        PerplexityEstimate estimate = default;
        for (int i = 0; i < chunks; i++)
        {
            estimate = meter.Add(tokens.AsSpan(i * 256, 256));
        }

        output.WriteLine($"{file} on {text}: {estimate.Value:F4} +/- {estimate.StandardError:F5}, recorded {expected}");
        Assert.InRange(estimate.Value, expected - bar, expected + bar);
    }

    private static JsonDocument Open(string path) => JsonDocument.Parse(File.ReadAllBytes(SharedFolder.Require(path)));

    private static int[] Integers(JsonElement array) => [.. array.EnumerateArray().Select(e => e.GetInt32())];
}
