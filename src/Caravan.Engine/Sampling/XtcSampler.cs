// Now and then removes all likely tokens but the least likely of them.
using System.Buffers;

namespace Caravan.Engine.Sampling;

/// <summary>
/// XTC, exclude top choices (p-e-w 2024): with a probability, removes every token of at least the threshold but the last
/// of them, unless fewer than <c>minKeep</c> would be left.
/// </summary>
/// <param name="probability">How often it acts, above 0.</param>
/// <param name="threshold">The probability from which a token counts as a top choice, at most 0.5.</param>
/// <param name="minKeep">The least number to keep.</param>
/// <param name="seed">The seed of its own random generator.</param>
public sealed class XtcSampler(float probability, float threshold, int minKeep, uint seed) : ISampler
{
    private readonly MersenneTwister _random = new(seed);

    /// <inheritdoc/>
    public string Name => "xtc";

    /// <inheritdoc/>
    public void Apply(CandidateList candidates)
    {
        ArgumentNullException.ThrowIfNull(candidates);
        if (candidates.Count < 2 || _random.NextSingle() > probability)
        {
            return;
        }

        candidates.Sort();
        candidates.Softmax();
        ReadOnlySpan<float> probabilities = candidates.Probabilities;
        int choices = 0;
        while (choices < probabilities.Length && probabilities[choices] >= threshold)
        {
            choices++;
        }

        int removed = choices - 1;
        if (removed > 0 && candidates.Count - removed >= minKeep)
        {
            candidates.RemoveFirst(removed);
        }
    }

    /// <inheritdoc/>
    public void Reset() => _random.Seed(seed);

    /// <inheritdoc/>
    public void Save(IBufferWriter<uint> state) => _random.Save(state);

    /// <inheritdoc/>
    public void Restore(ref ReadOnlySpan<uint> state) => _random.Restore(ref state);
}
