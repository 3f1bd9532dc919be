// Keeps the most likely tokens up to a total probability.
namespace Caravan.Engine.Sampling;

/// <summary>Nucleus sampling (Holtzman and others 2019).</summary>
/// <param name="p">The total probability that the kept tokens reach.</param>
/// <param name="minKeep">The least number to keep.</param>
public sealed class TopPSampler(float p, int minKeep) : ISampler
{
    /// <summary>Few tokens carry nearly all probability: so many are sorted at first, the rest only where needed.</summary>
    private const int FirstGuess = 256;

    /// <inheritdoc/>
    public string Name => "top-p";

    /// <inheritdoc/>
    public void Apply(CandidateList candidates)
    {
        ArgumentNullException.ThrowIfNull(candidates);
        candidates.Softmax();
        if (candidates.IsSorted)
        {
            candidates.Truncate(KeptOf(candidates));
            return;
        }

        int guess = Math.Min(FirstGuess, candidates.Count);
        while (true)
        {
            ReadOnlySpan<ulong> keys = candidates.Largest(guess);
            int kept = KeptOf(candidates, keys);
            if (kept > 0 || guess == candidates.Count)
            {
                candidates.Keep(keys[..(kept > 0 ? kept : guess)]);
                candidates.IsSorted = true;
                return;
            }

            guess = (int)Math.Min(16L * guess, candidates.Count);
        }
    }

    /// <summary>How many of the sorted candidates to keep.</summary>
    private int KeptOf(CandidateList candidates)
    {
        ReadOnlySpan<float> probabilities = candidates.Probabilities;
        float sum = 0;
        for (int i = 0; i < probabilities.Length; i++)
        {
            sum += probabilities[i];
            if (sum >= p && i + 1 >= minKeep)
            {
                return i + 1;
            }
        }

        return probabilities.Length;
    }

    /// <summary>How many of the keys' candidates to keep; 0 when all together do not reach p.</summary>
    private int KeptOf(CandidateList candidates, ReadOnlySpan<ulong> keys)
    {
        ReadOnlySpan<float> probabilities = candidates.Probabilities;
        float sum = 0;
        for (int i = 0; i < keys.Length; i++)
        {
            sum += probabilities[CandidateSort.Position(keys[i])];
            if (sum >= p && i + 1 >= minKeep)
            {
                return i + 1;
            }
        }

        return 0;
    }
}
