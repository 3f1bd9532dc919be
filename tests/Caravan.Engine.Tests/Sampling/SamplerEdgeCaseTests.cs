// Samplers at the edges: one candidate, equal logits, masked logits, parameters at their limits.
using Caravan.Engine.Sampling;

namespace Caravan.Engine.Tests.Sampling;

public sealed class SamplerEdgeCaseTests
{
    private const float Masked = float.NegativeInfinity;

    private static readonly SamplingParameters EverythingOn = new()
    {
        Seed = 1,
        Samplers = SamplerOrder.FromNames("penalties;dry;top_n_sigma;top_k;typ_p;top_p;min_p;xtc;temp").Kinds,
        RepeatPenalty = 1.2f,
        DryMultiplier = 1,
        TopNSigma = 1,
        TypicalP = 0.5f,
        XtcProbability = 1,
        DynamicTemperatureRange = 0.5f,
    };

    public static TheoryData<string> AllOrders =>
        [.. SamplerOrder.Default.Kinds.Select(kind => new SamplerOrder([kind], []).ToNames()), "adaptive_p"];

    [Theory]
    [MemberData(nameof(AllOrders))]
    public void A_single_candidate_is_chosen(string order) =>
        Assert.Equal(0, Chain(EverythingOn with { Samplers = SamplerOrder.FromNames(order).Kinds }, 1).Sample([-3]));

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Mirostat_chooses_a_single_candidate(int version) =>
        Assert.Equal(0, Chain(EverythingOn with { Mirostat = version }, 1).Sample([-3]));

    [Theory]
    [MemberData(nameof(AllOrders))]
    public void The_one_candidate_that_is_not_masked_is_chosen(string order)
    {
        SamplerChain chain = Chain(EverythingOn with { Samplers = SamplerOrder.FromNames(order).Kinds }, 40);
        float[] logits = new float[40];
        logits.AsSpan().Fill(Masked);
        logits[17] = -2;
        Assert.Equal(17, chain.Sample(logits));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Mirostat_chooses_the_one_candidate_that_is_not_masked(int version) =>
        Assert.Equal(2, Chain(EverythingOn with { Mirostat = version }, 4).Sample([Masked, Masked, 0, Masked]));

    [Theory]
    [MemberData(nameof(AllOrders))]
    public void Equal_logits_leave_equal_probabilities(string order)
    {
        SamplerChain chain = Chain(EverythingOn with { Samplers = SamplerOrder.FromNames(order).Kinds }, 9);
        Assert.InRange(chain.Sample(new float[9]), 0, 8);
        Assert.All(
            chain.Candidates.Probabilities.ToArray(),
            probability => Assert.Equal(1.0f / chain.Candidates.Count, probability, 1e-6f)
        );
    }

    [Fact]
    public void Masked_candidates_alone_are_refused() =>
        Assert.Throws<InvalidLogitsException>(() => Chain(new SamplingParameters(), 2).Sample([Masked, Masked]));

    [Fact]
    public void Another_number_of_logits_than_tokens_is_refused() =>
        Assert.Throws<ArgumentException>(() => Chain(new SamplingParameters(), 3).Sample([1, 2]));

    [Fact]
    public void Temperature_zero_takes_the_lowest_token_of_equal_best_ones() =>
        Assert.Equal(1, Chain(new SamplingParameters { Temperature = 0 }, 4).Sample([0, 5, 5, 1]));

    [Fact]
    public void A_negative_temperature_takes_the_best_token() =>
        Assert.Equal(2, Chain(new SamplingParameters { Temperature = -1, TopK = 0 }, 4).Sample([0, 5, 6, 1]));

    [Fact]
    public void Top_k_beyond_the_vocabulary_keeps_all() => Assert.Equal(3, Left(new TopKSampler(100), [1, 3, 2]).Count);

    [Fact]
    public void Top_p_of_zero_keeps_one() => Assert.Equal(1, Left(new TopPSampler(0, 0), [1, 3, 2]).Count);

    [Fact]
    public void Top_p_of_zero_keeps_the_least_number() => Assert.Equal(2, Left(new TopPSampler(0, 2), [1, 3, 2]).Count);

    [Fact]
    public void Top_p_keeps_all_when_rounding_misses_the_total()
    {
        CandidateList left = Left(new TopPSampler(1.5f, 0), TestLogits.Create(1, 5000, 1));
        Assert.Equal(5000, left.Count);
        Assert.True(left.IsSorted);
    }

    [Fact]
    public void Min_p_of_one_keeps_the_best_ones() =>
        Assert.Equal([1, 3], Left(new MinPSampler(1, 0), [1, 3, 2, 3]).Tokens.ToArray());

    [Fact]
    public void Typical_p_of_zero_keeps_the_most_typical() =>
        Assert.Equal(1, Left(new TypicalSampler(0, 0), [1, 3, 2]).Count);

    [Theory]
    [InlineData("--top-p")]
    [InlineData("--temp")]
    [InlineData("--repeat-penalty")]
    [InlineData("--repeat-last-n")]
    [InlineData("--mirostat")]
    public void A_parameter_out_of_range_is_refused_by_the_name_of_its_option(string option)
    {
        SamplingParameters bad = option switch
        {
            "--top-p" => new() { TopP = float.NaN },
            "--temp" => new() { Temperature = float.PositiveInfinity },
            "--repeat-penalty" => new() { RepeatPenalty = 0 },
            "--repeat-last-n" => new() { RepeatLastN = -2 },
            _ => new() { Mirostat = 3 },
        };
        ArgumentException error = Assert.Throws<ArgumentException>(() => Chain(bad, 4));
        Assert.StartsWith(option + " is ", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(4, 1.0f)]
    [InlineData(-1, 1.0f)]
    [InlineData(2, float.PositiveInfinity)]
    [InlineData(2, float.NaN)]
    public void A_logit_bias_of_no_token_or_no_number_is_refused(int token, float bias) =>
        Assert.Throws<ArgumentException>(() =>
            Chain(new SamplingParameters { LogitBiases = [new LogitBias(token, bias)] }, 4)
        );

    private static SamplerChain Chain(SamplingParameters parameters, int count) =>
        SamplerChain.Create(parameters, new NumberedVocabulary(count), 64);

    private static CandidateList Left(ISampler sampler, float[] logits)
    {
        CandidateList list = new(logits.Length);
        list.Load(logits);
        sampler.Apply(list);
        return list;
    }
}
