// Makes sampling parameters of a command line.
using System.Collections.Immutable;
using Caravan.Engine.Sampling;

namespace Caravan.Cli.Options;

/// <summary>Reads <see cref="SamplingOptions"/>.</summary>
internal static class SamplingReader
{
    private const string NoBreakers = "none";

    /// <summary>The parameters that a command line asks for.</summary>
    /// <param name="values">The command line.</param>
    /// <param name="warn">Told of names of samplers that do not exist, which are left out as in llama.cpp.</param>
    /// <exception cref="UsageException">A value is out of range.</exception>
    /// <exception cref="IOException">The file of a grammar cannot be read.</exception>
    internal static SamplingParameters Read(OptionValues values, Action<string> warn)
    {
        SamplerOrder order =
            values.LastOf(SamplingOptions.Samplers, SamplingOptions.SamplerLetters) == SamplingOptions.SamplerLetters
                ? values.Get(SamplingOptions.SamplerLetters)
                : values.Get(SamplingOptions.Samplers);
        foreach (string unknown in order.Unknown)
        {
            warn($"no sampler is called '{unknown}': left out");
        }

        SamplingParameters parameters = new()
        {
            Seed = values.Get(SamplingOptions.Seed),
            Samplers = order.Kinds,
            TopK = values.Get(SamplingOptions.TopK),
            TopP = values.Get(SamplingOptions.TopP),
            MinP = values.Get(SamplingOptions.MinP),
            TypicalP = values.Get(SamplingOptions.TypicalP),
            TopNSigma = values.Get(SamplingOptions.TopNSigma),
            XtcProbability = values.Get(SamplingOptions.XtcProbability),
            XtcThreshold = values.Get(SamplingOptions.XtcThreshold),
            // llama.cpp takes a negative temperature for 0.
            Temperature = Math.Max(values.Get(SamplingOptions.Temperature), 0),
            DynamicTemperatureRange = values.Get(SamplingOptions.DynamicTemperatureRange),
            DynamicTemperatureExponent = values.Get(SamplingOptions.DynamicTemperatureExponent),
            RepeatLastN = values.Get(SamplingOptions.RepeatLastN),
            RepeatPenalty = values.Get(SamplingOptions.RepeatPenalty),
            FrequencyPenalty = values.Get(SamplingOptions.FrequencyPenalty),
            PresencePenalty = values.Get(SamplingOptions.PresencePenalty),
            DryMultiplier = values.Get(SamplingOptions.DryMultiplier),
            DryBase = values.Get(SamplingOptions.DryBase),
            DryAllowedLength = values.Get(SamplingOptions.DryAllowedLength),
            DryPenaltyLastN = values.Get(SamplingOptions.DryPenaltyLastN),
            DrySequenceBreakers = Breakers(values),
            Mirostat = values.Get(SamplingOptions.Mirostat),
            MirostatEntropy = values.Get(SamplingOptions.MirostatEntropy),
            MirostatLearningRate = values.Get(SamplingOptions.MirostatLearningRate),
            AdaptiveTarget = values.Get(SamplingOptions.AdaptiveTarget),
            AdaptiveDecay = values.Get(SamplingOptions.AdaptiveDecay),
            LogitBiases = [.. values.Get(SamplingOptions.Bias)],
            IgnoreEndOfSequence = values.Get(SamplingOptions.IgnoreEnd),
            Grammar = GrammarReader.Read(values),
        };
        try
        {
            parameters.Validate();
        }
        catch (ArgumentException problem)
        {
            throw new UsageException(problem.Message);
        }

        return parameters;
    }

    private static ImmutableArray<string> Breakers(OptionValues values)
    {
        if (!values.Has(SamplingOptions.DrySequenceBreaker))
        {
            return new SamplingParameters().DrySequenceBreakers;
        }

        bool escape = values.Get(PromptOptions.Escape);
        ImmutableArray<string>.Builder breakers = ImmutableArray.CreateBuilder<string>();
        foreach (string breaker in values.Get(SamplingOptions.DrySequenceBreaker))
        {
            if (breaker == NoBreakers)
            {
                breakers.Clear();
            }
            else
            {
                breakers.Add(escape ? EscapeSequences.Process(breaker) : breaker);
            }
        }

        return breakers.ToImmutable();
    }
}
