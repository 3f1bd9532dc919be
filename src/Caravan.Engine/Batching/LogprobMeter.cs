// Log probabilities from logits.
using System.Runtime.InteropServices;
using Caravan.Engine.Sampling;

namespace Caravan.Engine.Batching;

/// <summary>Computes log probabilities of the chosen token and the likeliest ones.</summary>
internal static class LogprobMeter
{
    /// <summary>Log probabilities by the model's logits.</summary>
    internal static TokenLogprobs Measure(ReadOnlySpan<float> logits, int chosen, int top)
    {
        float maximum = LogitMath.Max(logits);
        double sum = 0;
        foreach (float logit in logits)
        {
            sum += Math.Exp(logit - maximum);
        }

        double normalizer = maximum + Math.Log(sum);
        TokenLogprob[] best = new TokenLogprob[Math.Min(top, logits.Length)];
        int count = 0;
        for (int token = 0; token < logits.Length && best.Length > 0; token++)
        {
            float logprob = (float)(logits[token] - normalizer);
            if (count == best.Length && logprob <= best[^1].Logprob)
            {
                continue;
            }

            int at = count < best.Length ? count++ : count - 1;
            for (; at > 0 && best[at - 1].Logprob < logprob; at--)
            {
                best[at] = best[at - 1];
            }

            best[at] = new TokenLogprob(token, logprob);
        }

        return new TokenLogprobs(
            (float)(logits[chosen] - normalizer),
            ImmutableCollectionsMarshal.AsImmutableArray(best)
        );
    }
}
