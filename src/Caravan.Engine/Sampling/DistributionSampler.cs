// Draws a candidate by its probability.
using System.Buffers;

namespace Caravan.Engine.Sampling;

/// <summary>
/// Selects a candidate at random with its probability. Every token costs one random number, a single candidate's too, as
/// in llama.cpp since v0.5.0.
/// </summary>
/// <param name="seed">The seed of its own random generator.</param>
public sealed class DistributionSampler(uint seed) : ISampler
{
    private readonly MersenneTwister _random = new(seed);

    /// <inheritdoc/>
    public string Name => "dist";

    /// <inheritdoc/>
    public void Apply(CandidateList candidates)
    {
        ArgumentNullException.ThrowIfNull(candidates);
        double sum = candidates.Exponentials();
        Span<float> probabilities = candidates.Probabilities;
        candidates.SelectedIndex = Draw(probabilities, sum * _random.NextDouble());
        foreach (ref float probability in probabilities)
        {
            probability = (float)(probability / sum);
        }
    }

    /// <inheritdoc/>
    public void Reset() => _random.Seed(seed);

    /// <inheritdoc/>
    public void Save(IBufferWriter<uint> state) => _random.Save(state);

    /// <inheritdoc/>
    public void Restore(ref ReadOnlySpan<uint> state) => _random.Restore(ref state);

    /// <summary>The first index at which the running sum reaches the target; never one of weight zero.</summary>
    private static int Draw(ReadOnlySpan<float> weights, double target)
    {
        double sum = 0;
        int last = -1;
        for (int i = 0; i < weights.Length && !(last >= 0 && sum >= target); i++)
        {
            if (weights[i] > 0)
            {
                sum += weights[i];
                last = i;
            }
        }

        return last;
    }
}
