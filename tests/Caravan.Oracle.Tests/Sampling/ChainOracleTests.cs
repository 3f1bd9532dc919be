// Compares whole chains with llama.cpp's.
using Caravan.Engine.Sampling;
using Caravan.Engine.Tests.Sampling;

namespace Caravan.Oracle.Tests.Sampling;

public sealed class ChainOracleTests
{
    private const int Steps = 6;

    [Fact]
    public void Random_chains_leave_and_draw_what_llama_leaves_and_draws()
    {
        for (int seed = 0; seed < 200; seed++)
        {
            Random random = new(seed);
            // Typical orders by a distance that nearly coincides for some pairs of many candidates.
            SamplingParameters parameters = RandomParameters(random);
            bool typical = parameters.Samplers.Contains(SamplerKind.TypicalP) && parameters.TypicalP < 1;
            int count = typical || parameters.Mirostat > 0 ? random.Next(64, 128) : random.Next(4, 6000);
            SamplerChain ours = SamplerChain.Create(parameters, new NumberedVocabulary(count), 100);
            using LlamaChain theirs = new(parameters, count, 100);
            for (int step = 0; step < Steps; step++)
            {
                float[] logits = TestLogits.Create((uint)((seed * Steps) + step), count, 1 + (seed % 4));
                using LlamaCandidates candidates = new(logits);
                theirs.Apply(candidates);
                int token = ours.Sample(logits);
                string situation = $"seed {seed}, step {step}, {ours.Describe()}, {parameters}";
                SamplerComparison.AssertSame(ours.Candidates, candidates, situation);
                ours.Accept(token);
                theirs.Accept(token);
            }
        }
    }

    [Fact]
    public void Names_of_the_stages_are_llamas()
    {
        for (int seed = 0; seed < 50; seed++)
        {
            SamplingParameters parameters = RandomParameters(new Random(seed));
            using LlamaChain theirs = new(parameters, 32, 100);
            Assert.Equal(
                theirs.Describe(),
                SamplerChain.Create(parameters, new NumberedVocabulary(32), 100).Describe()
            );
        }
    }

    private static SamplingParameters RandomParameters(Random random)
    {
        bool Half() => random.Next(2) == 0;
        float Share() => (float)(0.05 + (0.9 * random.NextDouble()));
        // llama.cpp's typical sampler makes NaN of a masked candidate, so either it runs or candidates are masked.
        bool masks = Half();
        SamplerKind[] order = [.. SamplerOrder.Default.Kinds];
        if (Half())
        {
            random.Shuffle(order);
        }

        return new SamplingParameters
        {
            Seed = (uint)random.Next(),
            Samplers = [.. order, .. Half() && Half() ? [SamplerKind.AdaptiveP] : Array.Empty<SamplerKind>()],
            MinKeep = random.Next(3),
            TopK = Half() ? 0 : random.Next(1, 300),
            TopP = Half() ? 1 : Share(),
            MinP = Half() ? 0 : Share() / 4,
            TypicalP = masks ? 1 : Share(),
            TopNSigma = masks ? 3 * Share() : -1,
            XtcProbability = Half() ? 0 : Share(),
            XtcThreshold = 0.3f * Share(),
            Temperature = Half() ? 1 : 1.5f * Share(),
            DynamicTemperatureRange = Half() ? 0 : Share(),
            DynamicTemperatureExponent = 0.5f + Share(),
            RepeatLastN = Half() ? -1 : random.Next(5),
            RepeatPenalty = Half() ? 1 : 0.8f + Share(),
            FrequencyPenalty = Half() ? 0 : Share() - 0.4f,
            PresencePenalty = Half() ? 0 : Share() - 0.4f,
            DryMultiplier = Half() ? 0 : Share(),
            DryAllowedLength = random.Next(2),
            DryPenaltyLastN = Half() ? -1 : random.Next(6),
            DrySequenceBreakers = ["\n", $"<{random.Next(8)}>", $"<{random.Next(60)}>"],
            Mirostat = Half() && Half() ? random.Next(1, 3) : 0,
            MirostatEntropy = 2 + (3 * Share()),
            AdaptiveTarget = Share(),
            AdaptiveDecay = Share(),
            LogitBiases = Half() ? [] : [new LogitBias(1, 3), new LogitBias(2, masks ? float.NegativeInfinity : -1)],
            IgnoreEndOfSequence = masks && Half(),
        };
    }
}
