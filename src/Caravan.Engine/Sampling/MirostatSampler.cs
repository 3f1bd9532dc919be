// Mirostat 1: keeps the surprise of the text near a target by choosing k.
using System.Buffers;

namespace Caravan.Engine.Sampling;

/// <summary>
/// Mirostat (Basu and others 2020): estimates the exponent of Zipf's law from the most probable tokens, keeps the k
/// tokens that would give the surprise mu, draws one, and moves mu by the error of the drawn token's surprise.
/// An estimate that is not a number keeps one candidate; one beyond the candidates keeps all.
/// </summary>
/// <param name="vocabularySize">The number of tokens.</param>
/// <param name="tau">The target surprise in bits.</param>
/// <param name="eta">The learning rate.</param>
/// <param name="seed">The seed of its own random generator.</param>
public sealed class MirostatSampler(int vocabularySize, float tau, float eta, uint seed) : ISampler
{
    /// <summary>How many tokens the exponent is estimated from (the paper's and llama.cpp's value).</summary>
    private const int EstimationTokens = 100;

    private readonly MersenneTwister _random = new(seed);
    private float _mu = 2 * tau;

    /// <inheritdoc/>
    public string Name => "mirostat";

    /// <inheritdoc/>
    public void Apply(CandidateList candidates)
    {
        ArgumentNullException.ThrowIfNull(candidates);
        candidates.Sort();
        candidates.Softmax();
        float exponent = EstimateExponent(candidates.Probabilities);
        float epsilon = exponent - 1;
        float k = MathF.Pow(epsilon * MathF.Pow(2, _mu) / (1 - MathF.Pow(vocabularySize, -epsilon)), 1 / exponent);
        candidates.KeepTop(k >= 1 ? (int)Math.Min(k, candidates.Count) : 1);
        candidates.Softmax();
        candidates.SelectedIndex = _random.NextIndex(candidates.Probabilities);
        float surprise = -MathF.Log2(candidates.Probabilities[candidates.SelectedIndex]);
        _mu -= eta * (surprise - tau);
    }

    /// <inheritdoc/>
    public void Reset()
    {
        _mu = 2 * tau;
        _random.Seed(seed);
    }

    /// <inheritdoc/>
    public void Save(IBufferWriter<uint> state)
    {
        ArgumentNullException.ThrowIfNull(state);
        state.Write([BitConverter.SingleToUInt32Bits(_mu)]);
        _random.Save(state);
    }

    /// <inheritdoc/>
    public void Restore(ref ReadOnlySpan<uint> state)
    {
        _mu = BitConverter.UInt32BitsToSingle(state[0]);
        state = state[1..];
        _random.Restore(ref state);
    }

    /// <summary>The least-squares slope of log probability over log rank.</summary>
    private static float EstimateExponent(ReadOnlySpan<float> probabilities)
    {
        float products = 0;
        float squares = 0;
        for (int i = 0; i < EstimationTokens - 1 && i + 1 < probabilities.Length; i++)
        {
            float rank = MathF.Log((i + 2.0f) / (i + 1.0f));
            products += rank * MathF.Log(probabilities[i] / probabilities[i + 1]);
            squares += rank * rank;
        }

        return products / squares;
    }
}
