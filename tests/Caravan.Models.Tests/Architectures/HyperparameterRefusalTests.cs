// Messages about metadata that is missing, of the wrong type or absurd.
using Caravan.Gguf;

namespace Caravan.Models.Tests;

public sealed class HyperparameterRefusalTests
{
    [Fact]
    public void An_unknown_architecture_is_refused_with_the_supported_ones()
    {
        ModelDescription model = ModelDescription.Llama().Set("general.architecture", GgufValue.Of("mamba"));

        Assert.Equal(
            "general.architecture is 'mamba', expected one of deepseek2, llama, qwen2, qwen3, qwen3moe",
            model.Refusal()
        );
    }

    [Fact]
    public void A_missing_architecture_is_refused() =>
        Assert.Contains(
            "general.architecture",
            ModelDescription.Llama().Unset("general.architecture").Refusal(),
            StringComparison.Ordinal
        );

    [Theory]
    [InlineData("block_count")]
    [InlineData("context_length")]
    [InlineData("embedding_length")]
    [InlineData("feed_forward_length")]
    [InlineData("attention.head_count")]
    [InlineData("attention.layer_norm_rms_epsilon")]
    [InlineData("vocab_size")]
    public void A_missing_key_is_named(string key)
    {
        string message = ModelDescription.Llama().Unset($"llama.{key}").Refusal();

        Assert.Contains($"llama.{key}", message, StringComparison.Ordinal);
        Assert.Contains("missing", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("block_count")]
    [InlineData("attention.head_count")]
    [InlineData("attention.layer_norm_rms_epsilon")]
    [InlineData("rope.freq_base")]
    public void A_key_of_the_wrong_type_is_named(string key)
    {
        string message = ModelDescription.Llama().Set($"llama.{key}", GgufValue.Of("many")).Refusal();

        Assert.Contains($"llama.{key}", message, StringComparison.Ordinal);
        Assert.Contains("STRING", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("block_count", 0u, "llama.block_count is 0, expected 1 to 1024")]
    [InlineData("block_count", uint.MaxValue, "llama.block_count is 4294967295, expected 1 to 1024")]
    [InlineData("context_length", 0u, "llama.context_length is 0, expected 1 to 1073741824")]
    [InlineData("embedding_length", 0u, "llama.embedding_length is 0, expected 1 to 4194304")]
    [InlineData("attention.head_count", 0u, "llama.attention.head_count is 0, expected 1 to 4096")]
    [InlineData("attention.head_count_kv", 0u, "llama.attention.head_count_kv is 0, expected 1 to 4096")]
    [InlineData("attention.head_count_kv", 3u, "llama.attention.head_count_kv is 3, expected a divisor of 4 heads")]
    [InlineData("attention.value_length", 32u, "llama.attention.value_length is 32, expected 16, the length of a key")]
    [InlineData("rope.dimension_count", 8u, "llama.rope.dimension_count is 8, expected 16, the length of a key")]
    [InlineData(
        "rope.dimension_count",
        15u,
        "llama.rope.dimension_count is 15, expected an even number of at most 16, the length of a key"
    )]
    [InlineData("expert_count", 4097u, "llama.expert_count is 4097, expected 0 to 4096")]
    public void A_value_out_of_range_is_refused(string key, uint value, string expected) =>
        Assert.Equal(expected, ModelDescription.Llama().Set($"llama.{key}", GgufValue.Of(value)).Refusal());

    [Fact]
    public void A_width_that_heads_do_not_divide_is_refused()
    {
        string message = ModelDescription.Llama().Set("llama.embedding_length", GgufValue.Of(66u)).Refusal();

        Assert.StartsWith(
            "llama.embedding_length is 66, expected a multiple of 4 heads",
            message,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData(0f)]
    [InlineData(-1f)]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void An_epsilon_that_is_no_positive_number_is_refused(float epsilon)
    {
        const string Key = "llama.attention.layer_norm_rms_epsilon";

        Assert.StartsWith(
            Key,
            ModelDescription.Llama().Set(Key, GgufValue.Of(epsilon)).Refusal(),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void An_unknown_rope_scaling_is_refused_with_the_known_ones() =>
        Assert.Equal(
            "llama.rope.scaling.type is 'longrope', expected none, linear or yarn",
            ModelDescription.Llama().Set("llama.rope.scaling.type", GgufValue.Of("longrope")).Refusal()
        );

    [Fact]
    public void Head_counts_that_differ_between_layers_are_refused()
    {
        ModelDescription model = ModelDescription
            .Llama()
            .Set("llama.block_count", GgufValue.Of(2u))
            .Set("llama.attention.head_count", GgufValue.Of(GgufArray.Of([4u, 2u])));

        Assert.Contains("differs between layers", model.Refusal(), StringComparison.Ordinal);
    }

    [Fact]
    public void Head_counts_given_for_each_layer_may_be_equal()
    {
        ModelDescription model = ModelDescription
            .Llama()
            .Set("llama.attention.head_count", GgufValue.Of(GgufArray.Of([4u])));

        Assert.Equal(4, model.Create().Hyperparameters.Heads);
    }

    [Theory]
    [InlineData(0u, "llama.expert_used_count is 0, expected 1 to 4096")]
    [InlineData(9u, "llama.expert_used_count is 9, expected at most 8, the number of experts")]
    public void Experts_used_must_be_some_and_no_more_than_there_are(uint used, string expected) =>
        Assert.Equal(expected, ModelDescription.Mixtral().Set("llama.expert_used_count", GgufValue.Of(used)).Refusal());

    [Theory]
    [InlineData(3u, 1u, "llama.expert_group_count is 3")]
    [InlineData(8u, 2u, "llama.expert_group_count is 8")]
    [InlineData(4u, 0u, "llama.expert_group_used_count is 0")]
    [InlineData(4u, 4u, "llama.expert_group_used_count is 4")]
    public void Groups_must_divide_the_experts_and_hold_those_used(uint groups, uint used, string expected)
    {
        ModelDescription model = ModelDescription
            .Mixtral()
            .Set("llama.expert_group_count", GgufValue.Of(groups))
            .Set("llama.expert_group_used_count", GgufValue.Of(used));

        Assert.StartsWith(expected, model.Refusal(), StringComparison.Ordinal);
    }

    [Fact]
    public void An_unsupported_router_function_is_refused()
    {
        string message = ModelDescription
            .Of("captures/models/small-deepseek2.gguf")
            .Set("deepseek2.expert_gating_func", GgufValue.Of(4u))
            .Refusal();

        Assert.Equal("deepseek2.expert_gating_func is 4, expected 1 (softmax) or 2 (sigmoid)", message);
    }

    [Fact]
    public void A_deepseek2_file_that_names_no_router_function_uses_softmax()
    {
        ModelDescription model = ModelDescription
            .Of("captures/models/small-deepseek2.gguf")
            .Unset("deepseek2.expert_gating_func");

        Assert.Equal(ExpertGating.Softmax, model.Create().Hyperparameters.Experts!.Gating);
    }
}
