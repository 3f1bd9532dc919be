// Keeps tokens whose surprise is near the expected surprise.
namespace Caravan.Engine.Sampling;

/// <summary>
/// Locally typical sampling (Meister and others 2022): in ascending distance of a token's surprise -ln p from the
/// entropy, keeps tokens until their total probability exceeds p. They stay in that order. A token of probability zero
/// adds nothing to the entropy and comes last.
/// </summary>
/// <param name="p">The total probability, below 1.</param>
/// <param name="minKeep">The least number to keep.</param>
public sealed class TypicalSampler(float p, int minKeep) : ISampler
{
    private float[] _distances = [];

    /// <inheritdoc/>
    public string Name => "typical";

    /// <inheritdoc/>
    public void Apply(CandidateList candidates)
    {
        ArgumentNullException.ThrowIfNull(candidates);
        candidates.Sort();
        candidates.Softmax();
        ReadOnlySpan<float> probabilities = candidates.Probabilities;
        if (_distances.Length < probabilities.Length)
        {
            _distances = new float[candidates.Capacity];
        }

        float entropy = 0;
        for (int i = 0; i < probabilities.Length; i++)
        {
            _distances[i] = -MathF.Log(probabilities[i]);
            entropy += probabilities[i] > 0 ? probabilities[i] * _distances[i] : 0;
        }

        Span<float> distances = _distances.AsSpan(0, probabilities.Length);
        foreach (ref float distance in distances)
        {
            distance = MathF.Abs(distance - entropy);
        }

        ReadOnlySpan<ulong> keys = candidates.ByScore(distances);
        float sum = 0;
        int kept = 0;
        while (kept < keys.Length)
        {
            sum += probabilities[CandidateSort.Position(keys[kept])];
            kept++;
            if (sum > p && kept >= minKeep)
            {
                break;
            }
        }

        candidates.Keep(keys[..kept]);
        candidates.IsSorted = false;
    }
}
