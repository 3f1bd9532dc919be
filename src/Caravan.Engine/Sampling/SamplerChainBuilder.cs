// Makes a sampler chain from a user's options.
using System.Security.Cryptography;
using Caravan.Engine.Sampling.Grammar;

namespace Caravan.Engine.Sampling;

/// <summary>Makes the stages in llama.cpp's order, a <see cref="DisabledSampler"/> for each that is switched off.</summary>
internal sealed class SamplerChainBuilder
{
    private readonly SamplingParameters _parameters;
    private readonly ISamplingVocabulary _vocabulary;
    private readonly int _contextSize;
    private readonly uint _seed;

    public SamplerChainBuilder(SamplingParameters parameters, ISamplingVocabulary vocabulary, int contextSize)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        ArgumentNullException.ThrowIfNull(vocabulary);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(contextSize);
        parameters.Validate();
        _parameters = parameters;
        _vocabulary = vocabulary;
        _contextSize = contextSize;
        // The upper bound is exclusive: the chosen seed is never the one that stands for "random".
        _seed =
            parameters.Seed == SamplingParameters.RandomSeed
                ? (uint)RandomNumberGenerator.GetInt32(int.MaxValue)
                : parameters.Seed;
    }

    public SamplerChain Build()
    {
        List<ISampler> samplers = [];
        List<LogitBias> biases = CollectBiases();
        if (biases.Count > 0)
        {
            samplers.Add(new LogitBiasSampler(biases, _vocabulary.Count));
        }

        if (_parameters.Mirostat == 0)
        {
            // Adaptive-p selects, so wherever the user names it, it takes the place of the final draw.
            samplers.AddRange(_parameters.Samplers.Where(kind => kind != SamplerKind.AdaptiveP).Select(CreateOrdered));
            samplers.Add(
                _parameters.Samplers.Contains(SamplerKind.AdaptiveP)
                    ? new AdaptivePSampler(_parameters.AdaptiveTarget, _parameters.AdaptiveDecay, _seed)
                    : new DistributionSampler(_seed)
            );
        }
        else
        {
            samplers.Add(
                _parameters.Temperature == 1
                    ? new DisabledSampler("temp")
                    : new TemperatureSampler(_parameters.Temperature, 0, 1, "temp")
            );
            samplers.Add(CreateMirostat());
        }

        GrammarSampler? grammar = _parameters.Grammar is null
            ? null
            : new GrammarSampler(_parameters.Grammar, _vocabulary);
        return new SamplerChain(samplers, _vocabulary.Count, _seed, grammar);
    }

    private List<LogitBias> CollectBiases()
    {
        List<LogitBias> biases = [.. _parameters.LogitBiases];
        for (int token = 0; _parameters.IgnoreEndOfSequence && token < _vocabulary.Count; token++)
        {
            if (_vocabulary.IsEndOfGeneration(token))
            {
                biases.Add(new LogitBias(token, float.NegativeInfinity));
            }
        }

        foreach (int token in _vocabulary.SuppressedTokens)
        {
            biases.Add(new LogitBias(token, float.NegativeInfinity));
        }

        return biases;
    }

    private ISampler CreateMirostat()
    {
        float tau = _parameters.MirostatEntropy;
        float eta = _parameters.MirostatLearningRate;
        return _parameters.Mirostat == 1
            ? new MirostatSampler(_vocabulary.Count, tau, eta, _seed)
            : new MirostatV2Sampler(tau, eta, _seed);
    }

    private ISampler CreateOrdered(SamplerKind kind) =>
        kind switch
        {
            SamplerKind.Penalties => CreatePenalties(),
            SamplerKind.Dry => CreateDry(),
            SamplerKind.TopNSigma => _parameters.TopNSigma <= 0
                ? new DisabledSampler("top-n-sigma")
                : new TopNSigmaSampler(_parameters.TopNSigma),
            SamplerKind.TopK => _parameters.TopK <= 0
                ? new DisabledSampler("top-k")
                : new TopKSampler(_parameters.TopK),
            SamplerKind.TypicalP => _parameters.TypicalP >= 1
                ? new DisabledSampler("typical")
                : new TypicalSampler(_parameters.TypicalP, _parameters.MinKeep),
            SamplerKind.TopP => _parameters.TopP >= 1
                ? new DisabledSampler("top-p")
                : new TopPSampler(_parameters.TopP, _parameters.MinKeep),
            SamplerKind.MinP => _parameters.MinP <= 0
                ? new DisabledSampler("min-p")
                : new MinPSampler(_parameters.MinP, _parameters.MinKeep),
            SamplerKind.Xtc => CreateXtc(),
            SamplerKind.Temperature => CreateTemperature(),
            _ => throw new ArgumentException($"{kind} is no sampler that can be ordered"),
        };

    private ISampler CreatePenalties()
    {
        int window = Window(_parameters.RepeatLastN);
        bool idle =
            window == 0
            || (
                _parameters.RepeatPenalty == 1 && _parameters.FrequencyPenalty == 0 && _parameters.PresencePenalty == 0
            );
        return idle
            ? new DisabledSampler("penalties")
            : new PenaltiesSampler(
                window,
                _parameters.RepeatPenalty,
                _parameters.FrequencyPenalty,
                _parameters.PresencePenalty
            );
    }

    private ISampler CreateDry()
    {
        int window = Window(_parameters.DryPenaltyLastN);
        return _parameters.DryMultiplier == 0 || _parameters.DryBase < 1 || window == 0
            ? new DisabledSampler("dry")
            : new DrySampler(
                _parameters.DryMultiplier,
                _parameters.DryBase,
                _parameters.DryAllowedLength,
                window,
                DrySequenceBreakers.FromTexts(_parameters.DrySequenceBreakers, _vocabulary)
            );
    }

    private ISampler CreateXtc() =>
        _parameters.XtcProbability <= 0 || _parameters.XtcThreshold > 0.5f
            ? new DisabledSampler("xtc")
            : new XtcSampler(_parameters.XtcProbability, _parameters.XtcThreshold, _parameters.MinKeep, _seed);

    private ISampler CreateTemperature() =>
        _parameters.Temperature == 1 && _parameters.DynamicTemperatureRange <= 0
            ? new DisabledSampler("temp-ext")
            : new TemperatureSampler(
                _parameters.Temperature,
                _parameters.DynamicTemperatureRange,
                _parameters.DynamicTemperatureExponent
            );

    private int Window(int length) => length == SamplingParameters.WholeContext ? _contextSize : length;
}
