// Compares each sampler with llama.cpp's.
using Caravan.Engine.Sampling;

namespace Caravan.Oracle.Tests.Sampling;

public sealed class SamplerOracleTests
{
    [Fact]
    public void Top_k_leaves_what_llama_leaves() =>
        SamplerComparison.Run(
            (seed, count) =>
            {
                int k = 1 + new Random(seed).Next(2 * count);
                return (new TopKSampler(k), LlamaSampler.TopK(k));
            }
        );

    [Fact]
    public void Top_p_leaves_what_llama_leaves() =>
        SamplerComparison.Run(
            (seed, _) =>
            {
                (float p, int minKeep) = Share(seed);
                return (new TopPSampler(p, minKeep), LlamaSampler.TopP(p, minKeep));
            }
        );

    [Fact]
    public void Min_p_leaves_what_llama_leaves() =>
        SamplerComparison.Run(
            (seed, _) =>
            {
                (float p, int minKeep) = Share(seed);
                return (new MinPSampler(p, minKeep), LlamaSampler.MinP(p, minKeep));
            }
        );

    [Fact]
    public void Top_n_sigma_leaves_what_llama_leaves() =>
        SamplerComparison.Run(
            (seed, _) =>
            {
                float n = (float)(0.1 + (3 * new Random(seed).NextDouble()));
                return (new TopNSigmaSampler(n), LlamaSampler.TopNSigma(n));
            }
        );

    [Fact]
    public void Xtc_leaves_what_llama_leaves() =>
        SamplerComparison.Run(
            (seed, _) =>
            {
                Random random = new(seed);
                float probability = (float)random.NextDouble();
                float threshold = (float)(0.3 * random.NextDouble());
                int minKeep = random.Next(3);
                return (
                    new XtcSampler(probability, threshold, minKeep, (uint)seed),
                    LlamaSampler.Xtc(probability, threshold, minKeep, (uint)seed)
                );
            }
        );

    [Fact]
    public void Temperature_leaves_what_llama_leaves() =>
        SamplerComparison.Run(
            (seed, _) =>
            {
                float temperature = seed % 5 == 0 ? 0 : (float)(2 * new Random(seed).NextDouble());
                return (new TemperatureSampler(temperature, 0, 1), LlamaSampler.Temperature(temperature, 0, 1));
            }
        );

    [Fact]
    public void Dynamic_temperature_leaves_what_llama_leaves() =>
        SamplerComparison.Run(
            (seed, _) =>
            {
                Random random = new(seed);
                float temperature = (float)(1.5 * random.NextDouble());
                float range = (float)(0.1 + random.NextDouble());
                float exponent = (float)(0.5 + random.NextDouble());
                return (
                    new TemperatureSampler(temperature, range, exponent),
                    LlamaSampler.Temperature(temperature, range, exponent)
                );
            }
        );

    [Fact]
    public void Penalties_leave_what_llama_leaves() =>
        SamplerComparison.Run(
            (seed, count) =>
            {
                Random random = new(seed);
                int lastN = 1 + random.Next(80);
                float repeat = (float)(0.5 + random.NextDouble());
                float frequency = (float)(random.NextDouble() - 0.3);
                float presence = (float)(random.NextDouble() - 0.3);
                return (
                    new PenaltiesSampler(lastN, repeat, frequency, presence),
                    LlamaSampler.Penalties(count, lastN, repeat, frequency, presence)
                );
            },
            history: true
        );

    [Fact]
    public void Dry_leaves_what_llama_leaves() =>
        SamplerComparison.Run(
            (seed, count) =>
            {
                Random random = new(seed);
                float multiplier = (float)(0.2 + random.NextDouble());
                float @base = seed % 7 == 0 ? 1 : (float)(1 + random.NextDouble());
                int allowed = random.Next(4);
                int lastN = 1 + random.Next(100);
                int[][] breakers =
                [
                    [1, 0],
                    [1, 0, 1],
                    [seed % 3 == 0 ? 2 : 900_000],
                ];
                return (
                    new DrySampler(multiplier, @base, allowed, lastN, DrySequenceBreakers.FromTokens(breakers)),
                    LlamaSampler.Dry(multiplier, @base, allowed, lastN, breakers)
                );
            },
            history: true
        );

    [Fact]
    public void Logit_bias_leaves_what_llama_leaves() =>
        SamplerComparison.Run(
            (seed, count) =>
            {
                Random random = new(seed);
                LogitBias[] biases =
                [
                    .. Enumerable
                        .Range(0, 1 + (count / 10))
                        .Select(_ => random.Next(count))
                        .Distinct()
                        .Select(token => new LogitBias(
                            token,
                            token % 3 == 1 ? float.NegativeInfinity : (float)(10 * random.NextDouble())
                        )),
                ];
                return (new LogitBiasSampler(biases, count), LlamaSampler.LogitBias(count, biases));
            }
        );

    [Fact]
    public void Distribution_draws_what_llama_draws() =>
        SamplerComparison.Run(
            (seed, _) => (new DistributionSampler((uint)seed), LlamaSampler.Distribution((uint)seed))
        );

    [Fact]
    public void Mirostat_draws_what_llama_draws() =>
        SamplerComparison.Run(
            (seed, count) =>
            {
                (float tau, float eta) = Surprise(seed);
                return (
                    new MirostatSampler(count, tau, eta, (uint)seed),
                    LlamaSampler.Mirostat(count, (uint)seed, tau, eta)
                );
            },
            fewest: 40,
            spread: 4
        );

    [Fact]
    public void Mirostat_2_draws_what_llama_draws() =>
        SamplerComparison.Run(
            (seed, _) =>
            {
                (float tau, float eta) = Surprise(seed);
                return (new MirostatV2Sampler(tau, eta, (uint)seed), LlamaSampler.MirostatV2((uint)seed, tau, eta));
            }
        );

    [Fact]
    public void Adaptive_p_draws_what_llama_draws() =>
        SamplerComparison.Run(
            (seed, _) =>
            {
                Random random = new(seed);
                float target = seed % 6 == 0 ? -1 : (float)random.NextDouble();
                float decay = (float)random.NextDouble();
                return (
                    new AdaptivePSampler(target, decay, (uint)seed),
                    LlamaSampler.AdaptiveP(target, decay, (uint)seed)
                );
            }
        );

    private static (float P, int MinKeep) Share(int seed)
    {
        Random random = new(seed);
        return ((float)(0.01 + (0.98 * random.NextDouble())), random.Next(4));
    }

    private static (float Tau, float Eta) Surprise(int seed)
    {
        Random random = new(seed);
        return ((float)(1 + (6 * random.NextDouble())), (float)(0.05 + (0.3 * random.NextDouble())));
    }
}
