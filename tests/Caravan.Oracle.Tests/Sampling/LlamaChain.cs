// llama.cpp's sampler chain for the same options.
using Caravan.Engine.Sampling;
using Caravan.Engine.Tests.Sampling;

namespace Caravan.Oracle.Tests.Sampling;

/// <summary>The samplers that common_sampler_init makes for given options, on a <see cref="NumberedVocabulary"/>.</summary>
internal sealed class LlamaChain : IDisposable
{
    private readonly List<LlamaSampler> _samplers = [];

    public LlamaChain(SamplingParameters parameters, int vocabularySize, int contextSize)
    {
        List<LogitBias> biases = [.. parameters.LogitBiases];
        if (parameters.IgnoreEndOfSequence)
        {
            biases.Add(new LogitBias(vocabularySize - 1, float.NegativeInfinity));
        }

        if (biases.Count > 0)
        {
            _samplers.Add(LlamaSampler.LogitBias(vocabularySize, biases.ToArray()));
        }

        uint seed = parameters.Seed;
        float tau = parameters.MirostatEntropy;
        float eta = parameters.MirostatLearningRate;
        if (parameters.Mirostat == 0)
        {
            _samplers.AddRange(
                parameters
                    .Samplers.Where(kind => kind != SamplerKind.AdaptiveP)
                    .Select(kind => Create(kind, parameters, vocabularySize, contextSize))
            );
            _samplers.Add(
                parameters.Samplers.Contains(SamplerKind.AdaptiveP)
                    ? LlamaSampler.AdaptiveP(parameters.AdaptiveTarget, parameters.AdaptiveDecay, seed)
                    : LlamaSampler.Distribution(seed)
            );
        }
        else
        {
            _samplers.Add(LlamaSampler.Temperature(parameters.Temperature));
            _samplers.Add(
                parameters.Mirostat == 1
                    ? LlamaSampler.Mirostat(vocabularySize, seed, tau, eta)
                    : LlamaSampler.MirostatV2(seed, tau, eta)
            );
        }
    }

    public string Describe() => "logits -> " + string.Join(" -> ", _samplers.Select(sampler => sampler.Name));

    public void Apply(LlamaCandidates candidates) => _samplers.ForEach(sampler => sampler.Apply(candidates));

    public void Accept(int token) => _samplers.ForEach(sampler => sampler.Accept(token));

    public void Dispose() => _samplers.ForEach(sampler => sampler.Dispose());

    private static LlamaSampler Create(SamplerKind kind, SamplingParameters p, int vocabularySize, int contextSize) =>
        kind switch
        {
            SamplerKind.Penalties => LlamaSampler.Penalties(
                vocabularySize,
                p.RepeatLastN < 0 ? contextSize : p.RepeatLastN,
                p.RepeatPenalty,
                p.FrequencyPenalty,
                p.PresencePenalty
            ),
            SamplerKind.Dry when p.DryMultiplier == 0 || p.DryPenaltyLastN == 0 => LlamaSampler.NoDry(),
            SamplerKind.Dry => LlamaSampler.Dry(
                p.DryMultiplier,
                p.DryBase,
                p.DryAllowedLength,
                p.DryPenaltyLastN < 0 ? contextSize : p.DryPenaltyLastN,
                BreakerTokens(p)
            ),
            SamplerKind.TopNSigma => LlamaSampler.TopNSigma(p.TopNSigma),
            SamplerKind.TopK => LlamaSampler.TopK(p.TopK),
            SamplerKind.TypicalP => LlamaSampler.Typical(p.TypicalP, p.MinKeep),
            SamplerKind.TopP => LlamaSampler.TopP(p.TopP, p.MinKeep),
            SamplerKind.MinP => LlamaSampler.MinP(p.MinP, p.MinKeep),
            SamplerKind.Xtc => LlamaSampler.Xtc(p.XtcProbability, p.XtcThreshold, p.MinKeep, p.Seed),
            SamplerKind.Temperature => LlamaSampler.Temperature(
                p.Temperature,
                p.DynamicTemperatureRange,
                p.DynamicTemperatureExponent
            ),
            _ => throw new ArgumentOutOfRangeException(nameof(kind)),
        };

    /// <summary>Breakers that are whole numbered tokens, such as "&lt;3&gt;"; others overlap no token.</summary>
    private static int[][] BreakerTokens(SamplingParameters parameters) =>
        [
            .. parameters
                .DrySequenceBreakers.Where(breaker => breaker.StartsWith('<'))
                .Select(breaker => new[] { int.Parse(breaker.Trim('<', '>')) }),
        ];
}
