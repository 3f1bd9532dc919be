// Keeps the k most likely tokens.
namespace Caravan.Engine.Sampling;

/// <summary>Top-k (Fan and others 2018): keeps the k largest logits, largest first.</summary>
/// <param name="k">How many to keep; all, sorted, when there are no more.</param>
public sealed class TopKSampler(int k) : ISampler
{
    /// <inheritdoc/>
    public string Name => "top-k";

    /// <inheritdoc/>
    public void Apply(CandidateList candidates)
    {
        ArgumentNullException.ThrowIfNull(candidates);
        candidates.KeepTop(k);
    }
}
