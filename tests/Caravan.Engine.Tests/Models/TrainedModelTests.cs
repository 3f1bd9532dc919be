// Trained models: greedy text against what other engines recorded.
using System.Text.Json;
using Caravan.TestSupport;

namespace Caravan.Engine.Tests;

public class TrainedModelTests
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

    private static JsonDocument Open(string path) => JsonDocument.Parse(File.ReadAllBytes(SharedFolder.Require(path)));

    private static int[] Integers(JsonElement array) => [.. array.EnumerateArray().Select(e => e.GetInt32())];
}
