// Steady state costs no managed memory.
using Caravan.Cpu;
using Caravan.Engine.Sampling;
using Caravan.TestSupport;

namespace Caravan.Engine.Tests;

[Collection(nameof(AloneCollection))]
public class AllocationTests
{
    [Theory]
    [InlineData("austen-llama-Q8_0", 1, true)]
    [InlineData("austen-llama-Q4_K_M", 2, true)]
    [InlineData("austen-llama-f16", 2, false)]
    [InlineData("austen-qwen3moe-Q4_K_M", 2, true)]
    [InlineData("austen-deepseek2-Q4_K_M", 2, true)]
    public void A_generated_token_allocates_nothing(string name, int threads, bool flash)
    {
        using CpuDevice device = new(threads);
        using LoadedModel model = LoadedModel.Open(SharedFolder.Require($"models/{name}.gguf"), device);
        using InferenceSession session = new(model, new SessionOptions { ContextLength = 512, FlashAttention = flash });
        SamplerChain sampler = SamplerChain.Create(
            new SamplingParameters { Seed = 1 },
            new VocabularyForSampling(model),
            session.ContextLength
        );
        TextGenerator generator = new(session, sampler, new SessionTimings());
        generator.Prompt([11, 1015, 364, 258]);
        // Past the first padding of the cache, and past the tiers of compilation.
        for (int i = 0; i < 270; i++)
        {
            generator.Next();
        }

        Assert.Equal(0, ProcessAllocation.OfCheapestStretch(40, () => generator.Next()));
    }
}
