// Forms of models that no shared golden has, against llama.cpp's logits for copies with other keys and tensors.
using System.Runtime.InteropServices;
using Caravan.Gguf;
using Caravan.TestSupport;

namespace Caravan.Engine.Tests;

public sealed class VariantGoldenTests(ITestOutputHelper output)
{
    // As for the shared goldens: two engines are half as far apart, a wrong formula is off by 0.3 to 10.
    private const double Bar = 0.02;
    private const double LatentBar = 0.03;

    private static readonly int[] Prompt = [1, 403, 407, 261, 378, 330, 409];

    [Fact]
    public void Experts_chosen_by_groups_from_biased_sigmoids() =>
        AssertLogits(
            "deepseek2-groups",
            LatentBar,
            new ModelVariant("captures/models/small-deepseek2.gguf")
                .Set("deepseek2.expert_group_count", GgufValue.Of(2u))
                .Set("deepseek2.expert_group_used_count", GgufValue.Of(1u))
        );

    [Fact]
    public void Experts_chosen_by_groups_from_a_softmax() =>
        AssertLogits(
            "qwen3moe-groups",
            Bar,
            new ModelVariant("goldens/models/qwen3moe-f16.gguf")
                .Set("qwen3moe.expert_group_count", GgufValue.Of(4u))
                .Set("qwen3moe.expert_group_used_count", GgufValue.Of(1u))
        );

    [Fact]
    public void A_single_expert() =>
        AssertLogits(
            "llama-moe-one-expert",
            Bar,
            new ModelVariant("goldens/models/llama-moe-f16.gguf").Set("llama.expert_used_count", GgufValue.Of(1u))
        );

    [Fact]
    public void A_router_that_names_no_function() =>
        AssertLogits(
            "deepseek2-no-gating-named",
            Bar,
            new ModelVariant("goldens/models/deepseek2-v3-f16.gguf")
                .Set("deepseek2.expert_gating_func", GgufValue.Of(0u))
                .Set("deepseek2.expert_weights_norm", GgufValue.Of(false))
                .Set("deepseek2.expert_weights_scale", GgufValue.Of(0f))
        );

    [Fact]
    public void Yarn_with_an_attention_factor() =>
        AssertLogits(
            "llama-yarn",
            Bar,
            new ModelVariant("goldens/models/llama-f16.gguf")
                .Set("llama.rope.scaling.type", GgufValue.Of("yarn"))
                .Set("llama.rope.scaling.factor", GgufValue.Of(4f))
                .Set("llama.rope.scaling.original_context_length", GgufValue.Of(64u))
                .Set("llama.rope.scaling.attn_factor", GgufValue.Of(0.75f))
        );

    [Fact]
    public void Yarn_of_latent_attention_without_a_log_multiplier() =>
        AssertLogits(
            "deepseek2-yarn-without-log-multiplier",
            Bar,
            new ModelVariant("goldens/models/deepseek2-v3-f16.gguf").Set(
                "deepseek2.rope.scaling.yarn_log_multiplier",
                GgufValue.Of(0f)
            )
        );

    [Fact]
    public void Linear_scaling() =>
        AssertLogits(
            "llama-linear",
            Bar,
            new ModelVariant("goldens/models/llama-f16.gguf").Set("llama.rope.scaling.factor", GgufValue.Of(4f))
        );

    [Fact]
    public void Frequency_factors() =>
        AssertLogits(
            "llama-frequency-factors",
            Bar,
            new ModelVariant("goldens/models/llama-f16.gguf").Add(
                "rope_freqs.weight",
                [.. Enumerable.Range(0, 16).Select(i => 1 + 0.5f * i)]
            )
        );

    [Fact]
    public void Biases_of_attention_and_feed_forward()
    {
        ModelVariant variant = new("goldens/models/llama-f16.gguf");
        for (int layer = 0; layer < 2; layer++)
        {
            variant
                .AddBias($"blk.{layer}.attn_q.bias", 256)
                .AddBias($"blk.{layer}.attn_k.bias", 128)
                .AddBias($"blk.{layer}.attn_v.bias", 128)
                .AddBias($"blk.{layer}.attn_output.bias", 256)
                .AddBias($"blk.{layer}.ffn_gate.bias", 512)
                .AddBias($"blk.{layer}.ffn_up.bias", 512)
                .AddBias($"blk.{layer}.ffn_down.bias", 256);
        }

        AssertLogits("llama-biases", Bar, variant);
    }

    [Fact]
    public void A_bias_of_the_output() =>
        AssertLogits(
            "qwen2-output-bias",
            Bar,
            new ModelVariant("goldens/models/qwen2-f16.gguf").AddBias("output.bias", 512)
        );

    private void AssertLogits(string name, double bar, ModelVariant variant)
    {
        using (variant)
        {
            float[] expected = MemoryMarshal
                .Cast<byte, float>(
                    File.ReadAllBytes(RepositoryRoot.PathTo($"tests/fixtures/variants/{name}.logits.f32"))
                )
                .ToArray();
            SessionOptions options = new()
            {
                ContextLength = 256,
                MaximumOutputs = Prompt.Length,
                FlashAttention = false,
            };

            float[] logits = ModelRun.AllLogits(variant.Write(), options, Prompt);

            double difference = ModelRun.LargestDifference(expected, logits);
            output.WriteLine($"{name}: {difference:F4}, bar {bar}");
            Assert.InRange(difference, 0, bar);
        }
    }
}
