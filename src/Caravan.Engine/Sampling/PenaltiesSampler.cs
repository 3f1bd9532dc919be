// Makes tokens of the recent past less likely.
using System.Buffers;

namespace Caravan.Engine.Sampling;

/// <summary>
/// Repetition penalty (CTRL, Keskar and others 2019: divides the logit; llama.cpp multiplies where the logit is not
/// positive, since dividing would raise it), frequency penalty (times the count in the window) and presence penalty.
/// </summary>
public sealed class PenaltiesSampler : ISampler
{
    private readonly float _repeat;
    private readonly float _frequency;
    private readonly float _presence;
    private readonly TokenWindow _window;
    private readonly Dictionary<int, int> _counts;

    /// <summary>A stage over a window of the last tokens.</summary>
    /// <param name="lastTokens">The length of the window, at least 1.</param>
    /// <param name="repeat">The repetition penalty, finite and greater than 0; 1 for none.</param>
    /// <param name="frequency">Subtracted for each occurrence in the window; 0 for none.</param>
    /// <param name="presence">Subtracted once for a token in the window; 0 for none.</param>
    public PenaltiesSampler(int lastTokens, float repeat, float frequency, float presence)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(lastTokens);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(repeat);
        _repeat = repeat;
        _frequency = frequency;
        _presence = presence;
        _window = new TokenWindow(lastTokens);
        _counts = new Dictionary<int, int>(lastTokens + 1);
    }

    /// <inheritdoc/>
    public string Name => "penalties";

    /// <inheritdoc/>
    public void Apply(CandidateList candidates)
    {
        ArgumentNullException.ThrowIfNull(candidates);
        ReadOnlySpan<int> tokens = candidates.Tokens;
        Span<float> logits = candidates.Logits;
        if (candidates.IsInTokenOrder)
        {
            foreach ((int token, int count) in _counts)
            {
                if ((uint)token < (uint)logits.Length)
                {
                    logits[token] = Penalize(logits[token], count);
                }
            }
        }
        else
        {
            for (int i = 0; i < tokens.Length; i++)
            {
                if (_counts.TryGetValue(tokens[i], out int count))
                {
                    logits[i] = Penalize(logits[i], count);
                }
            }
        }

        candidates.IsSorted = false;
    }

    /// <inheritdoc/>
    public void Accept(int token)
    {
        if (_window.IsFull)
        {
            int oldest = _window.FromEnd(_window.Count - 1);
            if (--_counts[oldest] == 0)
            {
                _counts.Remove(oldest);
            }
        }

        _window.Push(token);
        _counts[token] = _counts.GetValueOrDefault(token) + 1;
    }

    /// <inheritdoc/>
    public void Reset()
    {
        _window.Clear();
        _counts.Clear();
    }

    /// <inheritdoc/>
    public void Save(IBufferWriter<uint> state) => _window.Save(state);

    /// <inheritdoc/>
    public void Restore(ref ReadOnlySpan<uint> state)
    {
        Reset();
        foreach (uint token in TokenWindow.Read(ref state))
        {
            Accept((int)token);
        }
    }

    private float Penalize(float logit, int count)
    {
        float repeated = logit <= 0 ? logit * _repeat : logit / _repeat;
        return repeated - ((count * _frequency) + _presence);
    }
}
