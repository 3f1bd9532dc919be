// Perplexity of trained models against what other engines measured.
using System.Text;
using Caravan.Cpu;
using Caravan.TestSupport;

namespace Caravan.Engine.Tests;

public class PerplexityTests(ITestOutputHelper output)
{
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
}
