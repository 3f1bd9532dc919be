// Mirostat 2: keeps the surprise of the text near a target by cutting off surprising tokens.
using System.Buffers;

namespace Caravan.Engine.Sampling;

/// <summary>
/// Mirostat 2 (Basu and others 2020, the simpler algorithm): removes tokens whose surprise -log2 p exceeds mu, but not the
/// most probable one, draws from the rest, and moves mu by the error of the drawn token's surprise.
/// </summary>
/// <param name="tau">The target surprise in bits.</param>
/// <param name="eta">The learning rate.</param>
/// <param name="seed">The seed of its own random generator.</param>
public sealed class MirostatV2Sampler(float tau, float eta, uint seed) : ISampler
{
    private readonly MersenneTwister _random = new(seed);
    private float _mu = 2 * tau;

    /// <inheritdoc/>
    public string Name => "mirostat-v2";

    /// <inheritdoc/>
    public void Apply(CandidateList candidates)
    {
        ArgumentNullException.ThrowIfNull(candidates);
        candidates.Sort();
        candidates.Softmax();
        ReadOnlySpan<float> probabilities = candidates.Probabilities;
        int kept = 0;
        while (kept < probabilities.Length && -MathF.Log2(probabilities[kept]) <= _mu)
        {
            kept++;
        }

        candidates.Truncate(Math.Max(kept, 1));
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
}
