// Masks logits far below the largest.
namespace Caravan.Engine.Sampling;

/// <summary>
/// Top-n-sigma (Tang and others 2024): masks logits more than n standard deviations (of the logits that are not masked)
/// below the largest. Sums run in list order in single precision, as llama.cpp's do.
/// </summary>
/// <param name="n">The number of standard deviations, above 0.</param>
public sealed class TopNSigmaSampler(float n) : ISampler
{
    /// <inheritdoc/>
    public string Name => "top-n-sigma";

    /// <inheritdoc/>
    public void Apply(CandidateList candidates)
    {
        ArgumentNullException.ThrowIfNull(candidates);
        Span<float> logits = candidates.Logits;
        if (logits.Length <= 1)
        {
            return;
        }

        float max = candidates.MaxLogit();
        float sum = 0;
        int valid = 0;
        foreach (float logit in logits)
        {
            if (logit != float.NegativeInfinity)
            {
                sum += logit;
                valid++;
            }
        }

        float mean = sum / valid;
        float squares = 0;
        foreach (float logit in logits)
        {
            if (logit != float.NegativeInfinity)
            {
                double difference = logit - mean;
                squares = (float)(squares + (difference * difference));
            }
        }

        float least = max - (n * MathF.Sqrt(squares / valid));
        foreach (ref float logit in logits)
        {
            if (logit < least)
            {
                logit = float.NegativeInfinity;
            }
        }
    }
}
