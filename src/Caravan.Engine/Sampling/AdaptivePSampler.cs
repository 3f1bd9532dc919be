// Draws tokens near a target probability that follows the recent past.
using System.Buffers;

namespace Caravan.Engine.Sampling;

/// <summary>
/// Adaptive-p (llama.cpp pull request 17927): prefers tokens whose probability is near a target, which is moved against
/// the moving average of the probabilities chosen so far. Selects, so it stands last, in place of "dist". A target below
/// 0 draws from the distribution as it is.
/// </summary>
/// <param name="target">The target probability, 0 to 1; negative: none.</param>
/// <param name="decay">The weight of the past, 0 to 0.99: about 1 / (1 - decay) tokens are remembered.</param>
/// <param name="seed">The seed of its own random generator.</param>
public sealed class AdaptivePSampler(float target, float decay, uint seed) : ISampler
{
    private const float PeakLogit = 5.0f;
    private const float Sharpness = 10.0f;
    private const float InverseWidth = 1.0f / 0.3f;

    private readonly MersenneTwister _random = new(seed);
    private readonly float _decay = Math.Clamp(decay, 0.0f, 0.99f);
    private float _weightedSum = target / (1.0f - Math.Clamp(decay, 0.0f, 0.99f));
    private float _totalWeight = 1.0f / (1.0f - Math.Clamp(decay, 0.0f, 0.99f));
    private float[] _originals = [];
    private int _pendingToken = -1;
    private float _pendingProbability;

    /// <inheritdoc/>
    public string Name => "adaptive-p";

    /// <inheritdoc/>
    public void Apply(CandidateList candidates)
    {
        ArgumentNullException.ThrowIfNull(candidates);
        candidates.Softmax();
        if (target < 0)
        {
            candidates.SelectedIndex = _random.NextIndex(candidates.Probabilities);
            return;
        }

        if (_originals.Length < candidates.Count)
        {
            _originals = new float[candidates.Capacity];
        }

        candidates.Probabilities.CopyTo(_originals);
        Transform(candidates);
        candidates.Softmax();
        candidates.SelectedIndex = _random.NextIndex(candidates.Probabilities);
        _pendingToken = candidates.Tokens[candidates.SelectedIndex];
        _pendingProbability = _originals[candidates.SelectedIndex];
    }

    /// <inheritdoc/>
    public void Accept(int token)
    {
        if (token == _pendingToken)
        {
            _weightedSum = _pendingProbability + (_decay * _weightedSum);
            _totalWeight = 1.0f + (_decay * _totalWeight);
        }

        _pendingToken = -1;
    }

    /// <inheritdoc/>
    public void Reset()
    {
        _weightedSum = target / (1.0f - _decay);
        _totalWeight = 1.0f / (1.0f - _decay);
        _pendingToken = -1;
        _random.Seed(seed);
    }

    /// <inheritdoc/>
    public void Save(IBufferWriter<uint> state)
    {
        ArgumentNullException.ThrowIfNull(state);
        state.Write([
            BitConverter.SingleToUInt32Bits(_weightedSum),
            BitConverter.SingleToUInt32Bits(_totalWeight),
            (uint)_pendingToken,
            BitConverter.SingleToUInt32Bits(_pendingProbability),
        ]);
        _random.Save(state);
    }

    /// <inheritdoc/>
    public void Restore(ref ReadOnlySpan<uint> state)
    {
        _weightedSum = BitConverter.UInt32BitsToSingle(state[0]);
        _totalWeight = BitConverter.UInt32BitsToSingle(state[1]);
        _pendingToken = (int)state[2];
        _pendingProbability = BitConverter.UInt32BitsToSingle(state[3]);
        state = state[4..];
        _random.Restore(ref state);
    }

    /// <summary>Replaces logits by a peak at the adapted target: quadratic near it, linear far from it.</summary>
    private void Transform(CandidateList candidates)
    {
        float wanted = Math.Clamp(target, 0.0f, 1.0f);
        float adapted = Math.Clamp((2.0f * wanted) - (_weightedSum / _totalWeight), 0.0f, 1.0f);
        Span<float> logits = candidates.Logits;
        ReadOnlySpan<float> probabilities = candidates.Probabilities;
        for (int i = 0; i < logits.Length; i++)
        {
            if (logits[i] != float.NegativeInfinity)
            {
                float distance = MathF.Abs((probabilities[i] - adapted) * InverseWidth);
                logits[i] = PeakLogit - (Sharpness * distance * distance / (1.0f + distance));
            }
        }

        candidates.IsSorted = false;
    }
}
