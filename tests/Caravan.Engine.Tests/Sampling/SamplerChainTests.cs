// The chain: description, seeds, state, candidates from elsewhere, and no allocation.
using Caravan.Engine.Sampling;

namespace Caravan.Engine.Tests.Sampling;

public sealed class SamplerChainTests
{
    [Fact]
    public void Description_of_the_defaults_is_llamas() =>
        Assert.Equal(
            "logits -> ?penalties -> ?dry -> ?top-n-sigma -> top-k -> ?typical -> top-p -> min-p -> ?xtc -> temp-ext -> dist",
            Chain(new SamplingParameters()).Describe()
        );

    [Fact]
    public void Description_of_the_parameters_is_llamas() =>
        Assert.Equal(
            "\trepeat_last_n = 64, repeat_penalty = 1.000, frequency_penalty = 0.000, presence_penalty = 0.000\n"
                + "\tdry_multiplier = 0.000, dry_base = 1.750, dry_allowed_length = 2, dry_penalty_last_n = 64\n"
                + "\ttop_k = 40, top_p = 0.950, min_p = 0.050, xtc_probability = 0.000, xtc_threshold = 0.100, "
                + "typical_p = 1.000, top_n_sigma = -1.000, temp = 0.800\n"
                + "\tmirostat = 0, mirostat_lr = 0.100, mirostat_ent = 5.000, adaptive_target = -1.000, adaptive_decay = 0.900",
            new SamplingParameters().Describe()
        );

    [Fact]
    public void A_random_seed_is_told_and_repeats_the_run()
    {
        SamplingParameters parameters = new() { XtcProbability = 0.5f };
        SamplerChain first = Chain(parameters);
        Assert.NotEqual(SamplingParameters.RandomSeed, first.Seed);
        SamplerChain second = Chain(parameters with { Seed = first.Seed });
        Assert.Equal(Run(first, 30), Run(second, 30));
    }

    [Fact]
    public void Two_random_seeds_differ() =>
        Assert.NotEqual(Chain(new SamplingParameters()).Seed, Chain(new SamplingParameters()).Seed);

    [Fact]
    public void A_state_of_another_chain_is_refused() =>
        Assert.Throws<ArgumentException>(() =>
            Chain(new SamplingParameters { TopK = 0 }).Restore(Chain(new SamplingParameters()).Save())
        );

    [Fact]
    public void A_saved_state_does_not_change_with_its_chain()
    {
        SamplerChain chain = Chain(new SamplingParameters { Seed = 3, RepeatPenalty = 1.1f });
        Run(chain, 5);
        SamplerState state = chain.Save();
        uint[] words = [.. state.Words];
        int[] expected = Run(chain, 20);
        Assert.Equal(words, state.Words);
        chain.Restore(state);
        Assert.Equal(expected, Run(chain, 20));
    }

    [Fact]
    public void The_state_of_the_default_chain_is_a_few_words() =>
        Assert.InRange(Chain(new SamplingParameters()).Save().Words.Length, 1, 8);

    [Fact]
    public void The_best_logits_with_their_tokens_choose_what_all_logits_choose()
    {
        SamplingParameters parameters = new() { Seed = 9 };
        SamplerChain whole = Chain(parameters);
        SamplerChain best = Chain(parameters);
        for (uint step = 0; step < 20; step++)
        {
            float[] logits = TestLogits.Create(step, 500, 2);
            int[] tokens = [.. Enumerable.Range(0, 500).OrderByDescending(i => logits[i]).Take(40).Order()];
            Assert.Equal(whole.Sample(logits), best.Sample(tokens, [.. tokens.Select(token => logits[token])]));
        }
    }

    [Fact]
    public void Suppressed_tokens_and_ends_of_generation_are_never_chosen()
    {
        SamplerChain chain = SamplerChain.Create(
            new SamplingParameters { IgnoreEndOfSequence = true, Temperature = 0 },
            new NumberedVocabulary(4) { SuppressedTokens = [1] },
            64
        );
        Assert.Equal(2, chain.Sample([0, 9, 1, 8]));
    }

    [Fact]
    public void A_chain_that_selects_nothing_is_refused() =>
        Assert.Throws<InvalidOperationException>(() => new SamplerChain([new TopKSampler(2)], 3).Sample([1, 2, 3]));

    [Theory]
    [InlineData("default")]
    [InlineData("everything")]
    [InlineData("mirostat_1")]
    [InlineData("mirostat_2")]
    [InlineData("adaptive_p")]
    public void A_token_in_steady_state_allocates_nothing(string name)
    {
        SamplingParameters parameters = SamplingFixture.Load(name).Parameters with
        {
            TopK = name == "default" ? 40 : 0,
        };
        SamplerChain chain = Chain(parameters, 20_000);
        float[][] logits = [.. Enumerable.Range(0, 4).Select(i => TestLogits.Create((uint)i, 20_000, 3))];
        for (int i = 0; i < 200; i++)
        {
            chain.Accept(chain.Sample(logits[i % 4]));
        }

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++)
        {
            chain.Accept(chain.Sample(logits[i % 4]));
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static SamplerChain Chain(SamplingParameters parameters, int count = 500) =>
        SamplerChain.Create(parameters, new NumberedVocabulary(count), 64);

    private static int[] Run(SamplerChain chain, int steps)
    {
        int[] tokens = new int[steps];
        for (int i = 0; i < steps; i++)
        {
            tokens[i] = chain.Sample(TestLogits.Create((uint)i, 500, 2));
            chain.Accept(tokens[i]);
        }

        return tokens;
    }
}
