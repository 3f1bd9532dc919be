// Divides logits by a temperature, fixed or chosen by the entropy.
namespace Caravan.Engine.Sampling;

/// <summary>
/// Temperature. At or below 0 every candidate but the largest logit (the first of equals) is masked. With a range above 0
/// the temperature is dynamic (kalomaze 2024): min + (max - min) * (entropy / largest possible entropy)^exponent, where
/// min and max are the temperature minus (not below 0) and plus the range.
/// </summary>
/// <param name="temperature">The temperature.</param>
/// <param name="range">The range of the dynamic temperature; 0 or less for a fixed one.</param>
/// <param name="exponent">The exponent of the dynamic temperature.</param>
/// <param name="name">llama.cpp's name: "temp-ext", or "temp" before mirostat.</param>
public sealed class TemperatureSampler(float temperature, float range, float exponent, string name = "temp-ext")
    : ISampler
{
    /// <inheritdoc/>
    public string Name => name;

    /// <inheritdoc/>
    public void Apply(CandidateList candidates)
    {
        ArgumentNullException.ThrowIfNull(candidates);
        if (range <= 0)
        {
            Scale(candidates, temperature);
        }
        else if (candidates.Count > 1)
        {
            candidates.Sort();
            candidates.Softmax();
            float least = Math.Max(0.0f, temperature - range);
            float most = temperature + range;
            float share = Entropy(candidates.Probabilities) / -MathF.Log(1.0f / candidates.Count);
            Scale(candidates, least + ((most - least) * MathF.Pow(share, exponent)));
            double sum = candidates.Exponentials();
            foreach (ref float probability in candidates.Probabilities)
            {
                probability = (float)(probability / sum);
            }
        }
    }

    private static float Entropy(ReadOnlySpan<float> probabilities)
    {
        float entropy = 0;
        foreach (float probability in probabilities)
        {
            if (probability > 0)
            {
                entropy -= probability * MathF.Log(probability);
            }
        }

        return entropy;
    }

    private static void Scale(CandidateList candidates, float temperature)
    {
        Span<float> logits = candidates.Logits;
        if (temperature > 0)
        {
            LogitMath.Divide(logits, temperature);
            return;
        }

        float max = candidates.MaxLogit();
        int best = logits.IndexOf(max);
        logits.Fill(float.NegativeInfinity);
        logits[best] = max;
    }
}
