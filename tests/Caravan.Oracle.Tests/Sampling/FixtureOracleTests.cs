// Checks that the recorded runs are what llama.cpp does, and writes them on demand.
using Caravan.Engine.Sampling;
using Caravan.Engine.Tests.Sampling;

namespace Caravan.Oracle.Tests.Sampling;

public sealed class FixtureOracleTests
{
    private const int Steps = 4;

    private static readonly SamplingParameters Seeded = new() { Seed = 42 };

    private static readonly SamplingFixture[] Cases =
    [
        Case("default", Seeded),
        Case("greedy", Seeded with { Temperature = 0 }),
        Case("distribution", Only("")),
        Case("top_k", Only("top_k") with { TopK = 5 }),
        Case("top_p", Only("top_p") with { TopP = 0.8f }),
        Case("top_p_of_many", Only("top_p;min_p") with { TopP = 0.9f, MinP = 0.3f }, 4000, 3.5f),
        Case("min_p", Only("min_p") with { MinP = 0.1f }),
        Case("min_keep", Only("top_p;min_p;typ_p") with { TopP = 0.1f, MinP = 0.9f, TypicalP = 0.1f, MinKeep = 3 }),
        Case("typical", Only("typ_p") with { TypicalP = 0.5f }),
        Case("top_n_sigma", Only("top_n_sigma") with { TopNSigma = 1.2f }),
        Case("xtc", Only("xtc") with { XtcProbability = 0.7f, XtcThreshold = 0.08f }),
        Case("temperature", Only("temperature") with { Temperature = 0.6f }),
        Case(
            "dynamic_temperature",
            Only("temperature") with
            {
                DynamicTemperatureRange = 0.5f,
                DynamicTemperatureExponent = 1.3f,
            }
        ),
        Case(
            "penalties",
            Only("penalties;top_k") with
            {
                RepeatLastN = 4,
                RepeatPenalty = 1.3f,
                FrequencyPenalty = 0.2f,
                PresencePenalty = 0.1f,
                TopK = 12,
            }
        ),
        Case("penalties_whole_context", Only("top_k;penalties") with { RepeatLastN = -1, RepeatPenalty = 1.5f }),
        Case(
            "dry",
            Only("dry;top_k") with
            {
                DryMultiplier = 0.8f,
                DryAllowedLength = 1,
                DryPenaltyLastN = -1,
                DrySequenceBreakers = ["<9>"],
                TopK = 12,
            }
        ),
        Case(
            "logit_bias",
            Seeded with
            {
                LogitBiases = [new LogitBias(3, 4.5f), new LogitBias(0, float.NegativeInfinity)],
                IgnoreEndOfSequence = true,
            }
        ),
        Case("mirostat_1", Seeded with { Mirostat = 1, MirostatEntropy = 3 }, 128),
        Case("mirostat_2", Seeded with { Mirostat = 2, MirostatEntropy = 3 }),
        Case("adaptive_p", Only("min_p;adaptive_p") with { AdaptiveTarget = 0.3f }),
        Case(
            // Top-n-sigma comes late: llama.cpp's typical sampler makes NaN of a masked candidate.
            "everything",
            Only("penalties;dry;top_k;typ_p;top_p;min_p;xtc;top_n_sigma;temperature") with
            {
                RepeatPenalty = 1.1f,
                DryMultiplier = 0.5f,
                TopNSigma = 3,
                TopK = 30,
                TypicalP = 0.95f,
                MinP = 0.01f,
                XtcProbability = 0.5f,
                XtcThreshold = 0.15f,
                DynamicTemperatureRange = 0.2f,
            }
        ),
    ];

    public static TheoryData<string> Names => [.. Cases.Select(fixture => fixture.Name)];

    /// <summary>With CARAVAN_WRITE_FIXTURES=1 the records are written first.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void Recorded_runs_are_what_llama_does(string name)
    {
        SamplingFixture expected = Run(Cases.Single(fixture => fixture.Name == name));
        if (Environment.GetEnvironmentVariable("CARAVAN_WRITE_FIXTURES") == "1")
        {
            expected.Save();
        }

        SamplingFixture recorded = SamplingFixture.Load(name);
        Assert.Equal(expected.Steps.Length, recorded.Steps.Length);
        foreach ((SamplingStep wanted, SamplingStep step) in expected.Steps.Zip(recorded.Steps))
        {
            Assert.Equal(wanted.Token, step.Token);
            Assert.Equal(wanted.Candidates, step.Candidates);
            Assert.All(
                wanted.Probabilities.Zip(step.Probabilities),
                pair => Assert.Equal(pair.First, pair.Second, 1e-6f)
            );
            Assert.All(wanted.Logits.Zip(step.Logits), pair => Assert.Equal(pair.First, pair.Second, 1e-5f));
        }
    }

    private static SamplingParameters Only(string samplers) =>
        Seeded with
        {
            Samplers = SamplerOrder.FromNames(samplers).Kinds,
        };

    private static SamplingFixture Case(string name, SamplingParameters parameters, int count = 32, float spread = 2) =>
        new()
        {
            Name = name,
            Parameters = parameters,
            VocabularySize = count,
            Spread = spread,
            LogitsSeed = 1000,
            Prompt = [7, 5, 6, 9, 5, 6, 8, 3, 5, 6, 8, 5, 6],
        };

    private static SamplingFixture Run(SamplingFixture fixture)
    {
        using LlamaChain chain = new(fixture.Parameters, fixture.VocabularySize, SamplingFixture.ContextSize);
        Array.ForEach(fixture.Prompt, chain.Accept);
        SamplingStep[] steps = new SamplingStep[Steps];
        for (int i = 0; i < Steps; i++)
        {
            using LlamaCandidates candidates = new(fixture.LogitsOf(i));
            chain.Apply(candidates);
            LlamaTokenData[] data = candidates.Data.ToArray();
            steps[i] = new SamplingStep(
                data[candidates.SelectedIndex].Token,
                [.. data.Select(candidate => candidate.Token)],
                [.. data.Select(candidate => candidate.Logit)],
                [.. data.Select(candidate => candidate.Probability)]
            );
            chain.Accept(steps[i].Token);
        }

        return fixture with
        {
            Steps = steps,
        };
    }
}
