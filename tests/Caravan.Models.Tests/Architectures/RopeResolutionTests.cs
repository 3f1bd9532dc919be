// Rope parameters from a file and from overrides, against values worked out by llama.cpp's rules.
using Caravan.Gguf;
using Caravan.Graph;

namespace Caravan.Models.Tests;

public sealed class RopeResolutionTests
{
    [Fact]
    public void Without_scaling_positions_and_magnitudes_stay() =>
        Assert.Equal(
            new RopeParameters(16, RopeMode.Normal, 128, 10_000, 1, 0, 1, 32, 1),
            Rope(ModelDescription.Llama(), new RopeOverrides())
        );

    [Theory]
    [InlineData("llama.rope.scaling.factor")]
    [InlineData("llama.rope.scale_linear")]
    public void A_linear_factor_divides_positions(string key)
    {
        RopeParameters rope = Rope(ModelDescription.Llama().Set(key, GgufValue.Of(4f)), new RopeOverrides());

        Assert.Equal(0.25f, rope.FrequencyScale);
        Assert.Equal(0, rope.ExtrapolationFactor);
        Assert.Equal(1, rope.AttentionFactor);
    }

    [Fact]
    public void Yarn_without_a_log_multiplier_leaves_the_magnitude_to_the_op()
    {
        RopeParameters rope = Rope(Yarn(), new RopeOverrides());

        Assert.Equal(1, rope.ExtrapolationFactor);
        Assert.Equal(1, rope.AttentionFactor, 1e-6f);
        Assert.Equal(0.25f, rope.FrequencyScale);
        Assert.Equal(64, rope.OriginalContext);
    }

    [Fact]
    public void Yarn_of_latent_attention_cancels_the_ops_magnitude_and_scales_the_scores()
    {
        // factor 40, log multiplier 0.0707: the op's 1 + 0.1 ln 40 = 1.3688879 is taken out, and scores are scaled by
        // (1 + 0.0707 ln 40)^2 / sqrt(192).
        ModelGraph graph = ModelDescription
            .Of("goldens/models/deepseek2-v3-f16.gguf")
            .Create()
            .BuildGraph(new ModelGraphOptions { ContextLength = 8 });

        RopeParameters rope = RopeParameters.From(graph.Graph.Find("k_pe-0")!.Parameters);
        Assert.Equal(1 / 1.3688879f, rope.AttentionFactor, 1e-5f);
        Assert.Equal(0.1147214f, graph.Graph.Find("kq_soft_max-0")!.Parameters.Float(0), 1e-5f);
    }

    [Fact]
    public void Latent_attention_without_scaling_divides_by_the_root_of_the_key_length()
    {
        ModelGraph graph = ModelDescription
            .Of("models/austen-deepseek2-Q4_K_M.gguf")
            .Create()
            .BuildGraph(new ModelGraphOptions { ContextLength = 8 });

        Assert.Equal(0.125f, graph.Graph.Find("kq_soft_max-0")!.Parameters.Float(0));
    }

    [Fact]
    public void Overrides_come_before_the_file()
    {
        RopeParameters rope = Rope(
            Yarn(),
            new RopeOverrides(
                FrequencyBase: 500_000,
                FrequencyScale: 0.5f,
                OriginalContext: 32,
                YarnExtrapolationFactor: 0.75f,
                YarnBetaFast: 16,
                YarnBetaSlow: 2
            )
        );

        Assert.Equal((500_000f, 0.5f, 32), (rope.FrequencyBase, rope.FrequencyScale, rope.OriginalContext));
        Assert.Equal((0.75f, 16f, 2f), (rope.ExtrapolationFactor, rope.BetaFast, rope.BetaSlow));
    }

    [Fact]
    public void Scaling_of_type_none_leaves_positions_alone()
    {
        RopeParameters rope = Rope(Yarn(), new RopeOverrides(ScalingType: RopeScalingType.None));

        Assert.Equal((1f, 0f, 1f), (rope.FrequencyScale, rope.ExtrapolationFactor, rope.AttentionFactor));
    }

    [Fact]
    public void Negative_yarn_overrides_mean_not_given()
    {
        RopeOverrides negative = new(
            YarnExtrapolationFactor: -1,
            YarnAttentionFactor: -1,
            YarnBetaFast: -1,
            YarnBetaSlow: -1
        );

        Assert.Equal(Rope(Yarn(), new RopeOverrides()), Rope(Yarn(), negative));
    }

    [Theory]
    [InlineData(-1f)]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void A_frequency_base_that_is_no_positive_number_is_refused(float value)
    {
        ModelException e = Assert.Throws<ModelException>(() =>
            Rope(ModelDescription.Llama(), new RopeOverrides(FrequencyBase: value))
        );

        Assert.Contains("rope frequency base", e.Message, StringComparison.Ordinal);
    }

    private static ModelDescription Yarn() =>
        ModelDescription
            .Llama()
            .Set("llama.rope.scaling.type", GgufValue.Of("yarn"))
            .Set("llama.rope.scaling.factor", GgufValue.Of(4f))
            .Set("llama.rope.scaling.original_context_length", GgufValue.Of(64u));

    private static RopeParameters Rope(ModelDescription model, RopeOverrides overrides)
    {
        ModelGraph graph = model.Create().BuildGraph(new ModelGraphOptions { ContextLength = 8, Rope = overrides });
        return RopeParameters.From(graph.Graph.Tensors.First(t => t.Op == GraphOp.Rope).Parameters);
    }
}
