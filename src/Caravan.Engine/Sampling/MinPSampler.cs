// Keeps tokens that are likely enough beside the most likely one.
namespace Caravan.Engine.Sampling;

/// <summary>Min-p (Nguyen and others 2024): keeps tokens of at least p times the largest probability.</summary>
/// <param name="p">The share of the largest probability, above 0.</param>
/// <param name="minKeep">The least number to keep.</param>
public sealed class MinPSampler(float p, int minKeep) : ISampler
{
    private readonly float _logOfP = MathF.Log(p);

    /// <inheritdoc/>
    public string Name => "min-p";

    /// <inheritdoc/>
    public void Apply(CandidateList candidates)
    {
        ArgumentNullException.ThrowIfNull(candidates);
        float least = candidates.MaxLogit() + _logOfP;
        if (!candidates.IsSorted && candidates.TryKeepAtLeast(least, minKeep))
        {
            return;
        }

        candidates.Sort();
        ReadOnlySpan<float> logits = candidates.Logits;
        int kept = 1;
        while (kept < logits.Length && (logits[kept] >= least || kept < minKeep))
        {
            kept++;
        }

        candidates.Truncate(kept);
    }
}
