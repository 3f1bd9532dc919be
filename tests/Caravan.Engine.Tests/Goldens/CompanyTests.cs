// Results do not depend on company: threads and micro-batches leave every bit as it is.
using Caravan.TestSupport;

namespace Caravan.Engine.Tests;

public class CompanyTests
{
    [Theory]
    [InlineData("models/austen-llama-Q8_0.gguf", true)]
    [InlineData("models/austen-llama-Q4_K_M.gguf", true)]
    [InlineData("models/austen-llama-Q4_K_M.gguf", false)]
    [InlineData("models/austen-llama-f16.gguf", true)]
    [InlineData("models/austen-llama-f16.gguf", false)]
    [InlineData("models/austen-qwen3moe-Q4_K_M.gguf", true)]
    [InlineData("models/austen-deepseek2-Q4_K_M.gguf", true)]
    [InlineData("models/austen-deepseek2-Q4_K_M.gguf", false)]
    [InlineData("models/austen-deepseek2-Q4_K_M.gguf", true, 3)]
    [InlineData("models/stories260K.gguf", true)]
    public void Logits_are_bit_equal_for_any_threads_and_micro_batches(string model, bool flash, int? latent = null)
    {
        string path = SharedFolder.Require(model);
        int[] tokens = [.. Enumerable.Range(0, 130).Select(i => 3 + (i * 37 % 450))];
        float[] expected = ModelRun.AllLogits(path, Options(512, flash, latent), tokens);
        foreach ((int microBatch, int threads) in new[] { (512, 2), (64, 1), (64, 2), (7, 1), (7, 2), (1, 2) })
        {
            float[] actual = ModelRun.AllLogits(path, Options(microBatch, flash, latent), tokens, threads);
            for (int i = 0; i < expected.Length; i++)
            {
                Assert.True(
                    BitConverter.SingleToInt32Bits(expected[i]) == BitConverter.SingleToInt32Bits(actual[i]),
                    $"logit {i} with micro-batches of {microBatch} on {threads} threads: {actual[i]:G9}, not {expected[i]:G9}"
                );
            }
        }
    }

    private static SessionOptions Options(int microBatch, bool flash, int? latent) =>
        new()
        {
            ContextLength = 512,
            MicroBatchSize = microBatch,
            MaximumOutputs = microBatch,
            FlashAttention = flash,
            LatentAttention = latent,
        };
}
