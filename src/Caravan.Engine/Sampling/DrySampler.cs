// DRY: makes tokens that would continue a repeated sequence less likely.
using System.Buffers;

namespace Caravan.Engine.Sampling;

/// <summary>
/// DRY, "don't repeat yourself" (p-e-w 2024). Where the end of the window also stands earlier in it, the token that
/// followed there would lengthen the repetition: its logit is lowered by multiplier * base^(length - allowed length) of
/// the longest such repetition. A repetition does not reach back over a sequence breaker.
/// </summary>
public sealed class DrySampler : ISampler
{
    /// <summary>The natural logarithm of the largest float: the exponent is held where base^exponent stays finite.</summary>
    private const float LogOfLargestFloat = 88.7228391f;

    private readonly float _multiplier;
    private readonly float _base;
    private readonly int _allowedLength;
    private readonly int _maxExponent;
    private readonly DrySequenceBreakers _breakers;
    private readonly TokenWindow _window;
    private readonly int[] _lengths;
    private readonly Dictionary<int, int> _longest;

    /// <summary>A stage over a window of the last tokens.</summary>
    /// <param name="multiplier">The penalty at the allowed length.</param>
    /// <param name="base">The growth of the penalty for each further token, at least 1.</param>
    /// <param name="allowedLength">Repetitions shorter than this cost nothing.</param>
    /// <param name="lastTokens">The length of the window, at least 1.</param>
    /// <param name="breakers">The sequences that end a repetition.</param>
    public DrySampler(float multiplier, float @base, int allowedLength, int lastTokens, DrySequenceBreakers breakers)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(@base, 1.0f);
        ArgumentOutOfRangeException.ThrowIfNegative(allowedLength);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(lastTokens);
        ArgumentNullException.ThrowIfNull(breakers);
        _multiplier = multiplier;
        _base = @base;
        _allowedLength = allowedLength;
        _maxExponent = @base > 1.000001f ? (int)(LogOfLargestFloat / MathF.Log(@base)) : 0;
        _breakers = breakers;
        _window = new TokenWindow(lastTokens);
        _lengths = new int[lastTokens];
        _longest = new Dictionary<int, int>(lastTokens);
    }

    /// <inheritdoc/>
    public string Name => "dry";

    /// <inheritdoc/>
    public void Apply(CandidateList candidates)
    {
        ArgumentNullException.ThrowIfNull(candidates);
        if (_window.Count <= _allowedLength)
        {
            return;
        }

        int limit = LengthSinceBreaker();
        if (limit < _allowedLength)
        {
            return;
        }

        MeasureRepetitions();
        CollectContinuations(limit);
        Penalize(candidates);
        candidates.IsSorted = false;
    }

    /// <inheritdoc/>
    public void Accept(int token) => _window.Push(token);

    /// <inheritdoc/>
    public void Reset() => _window.Clear();

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

    /// <summary>The number of tokens after the last breaker; the whole window without one.</summary>
    private int LengthSinceBreaker()
    {
        for (int back = 0; back < _window.Count; back++)
        {
            int tail = _breakers.LongestTailAt(_window, back);
            if (tail >= 0)
            {
                return back - tail;
            }
        }

        return _window.Count;
    }

    /// <summary>
    /// For each k, how many tokens before position k from the end, that position included, equal the window's last ones:
    /// the Z function (Gusfield 1997) of the reversed window, in linear time.
    /// </summary>
    private void MeasureRepetitions()
    {
        int count = _window.Count;
        int left = 0;
        int right = 0;
        for (int k = 1; k < count; k++)
        {
            int length = k < right ? Math.Min(_lengths[k - left], right - k) : 0;
            while (k + length < count && _window.FromEnd(length) == _window.FromEnd(k + length))
            {
                length++;
            }

            _lengths[k] = length;
            if (k + length > right)
            {
                left = k;
                right = k + length;
            }
        }
    }

    /// <summary>For each token that once followed a repetition of enough length, the longest of them.</summary>
    private void CollectContinuations(int limit)
    {
        _longest.Clear();
        for (int k = 1; k < _window.Count; k++)
        {
            int length = Math.Min(_lengths[k], limit);
            if (length >= _allowedLength)
            {
                int follower = _window.FromEnd(k - 1);
                _longest[follower] = Math.Max(length, _longest.GetValueOrDefault(follower));
            }
        }
    }

    private void Penalize(CandidateList candidates)
    {
        ReadOnlySpan<int> tokens = candidates.Tokens;
        Span<float> logits = candidates.Logits;
        if (candidates.IsInTokenOrder)
        {
            foreach ((int token, int length) in _longest)
            {
                if ((uint)token < (uint)logits.Length)
                {
                    logits[token] -= Penalty(token, length);
                }
            }
        }
        else
        {
            for (int i = 0; i < tokens.Length; i++)
            {
                if (_longest.TryGetValue(tokens[i], out int length))
                {
                    logits[i] -= Penalty(tokens[i], length);
                }
            }
        }
    }

    private float Penalty(int token, int length)
    {
        if (_breakers.IsSingleToken(token))
        {
            return 0;
        }

        int exponent = length - _allowedLength;
        if (_maxExponent > 0)
        {
            exponent = Math.Min(exponent, _maxExponent);
        }

        return (float)(_multiplier * Math.Pow(_base, exponent));
    }
}
