// The tokens that may come next, with their logits and probabilities.
using System.Numerics;

namespace Caravan.Engine.Sampling;

/// <summary>
/// The candidates for the next token, in arrays made once for a vocabulary. Samplers reorder and cut it. A candidate of
/// logit negative infinity is masked: it stays in the list with probability zero.
/// </summary>
public sealed class CandidateList
{
    private readonly int[] _tokens;
    private readonly float[] _logits;
    private readonly float[] _probabilities;
    private readonly CandidateSort _sort = new();
    private int[] _movedTokens = [];
    private float[] _movedValues = [];

    /// <summary>A list with room for the tokens of a vocabulary.</summary>
    public CandidateList(int capacity)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(capacity);
        _tokens = new int[capacity];
        _logits = new float[capacity];
        _probabilities = new float[capacity];
    }

    /// <summary>The most candidates that the list can hold.</summary>
    public int Capacity => _tokens.Length;

    /// <summary>The number of candidates.</summary>
    public int Count { get; private set; }

    /// <summary>True when the logits are known to descend. A sampler that changes logits sets it to false.</summary>
    public bool IsSorted { get; set; }

    /// <summary>True when candidate i is token i, so that a token needs no search.</summary>
    public bool IsInTokenOrder { get; private set; }

    /// <summary>The index of the candidate that a sampler selected; -1 before that.</summary>
    public int SelectedIndex { get; set; } = -1;

    /// <summary>The candidates' token ids.</summary>
    public ReadOnlySpan<int> Tokens => _tokens.AsSpan(0, Count);

    /// <summary>The candidates' logits.</summary>
    public Span<float> Logits => _logits.AsSpan(0, Count);

    /// <summary>The candidates' probabilities, as the last sampler that needed them left them.</summary>
    public Span<float> Probabilities => _probabilities.AsSpan(0, Count);

    /// <summary>Takes one logit for each token id from 0.</summary>
    /// <exception cref="ArgumentException">There are none, or more than the capacity.</exception>
    /// <exception cref="InvalidLogitsException">A logit is NaN or positive infinity.</exception>
    public void Load(ReadOnlySpan<float> logits)
    {
        Begin(logits);
        LogitMath.FillIndices(_tokens.AsSpan(0, Count));
        IsInTokenOrder = true;
    }

    /// <summary>Takes given tokens with their logits, for instance the best k that a device returned.</summary>
    /// <exception cref="ArgumentException">There are none, more than the capacity, or the lengths differ.</exception>
    /// <exception cref="InvalidLogitsException">A logit is NaN or positive infinity.</exception>
    public void Load(ReadOnlySpan<int> tokens, ReadOnlySpan<float> logits)
    {
        if (tokens.Length != logits.Length)
        {
            throw new ArgumentException($"{tokens.Length} tokens came with {logits.Length} logits", nameof(logits));
        }

        Begin(logits);
        tokens.CopyTo(_tokens);
        IsInTokenOrder = false;
    }

    /// <summary>
    /// Writes each candidate's probability exp(l - max) / sum of all. The sum runs in list order in single precision, as
    /// llama.cpp's does, so that thresholds on probabilities cut at the same candidate.
    /// </summary>
    /// <exception cref="InvalidLogitsException">Every candidate is masked.</exception>
    public void Softmax()
    {
        LogitMath.ExpShifted(Logits, MaxLogit(), _probabilities);
        float sum = 0;
        foreach (float exponential in Probabilities)
        {
            sum += exponential;
        }

        LogitMath.Divide(Probabilities, sum);
    }

    /// <summary>
    /// Writes each candidate's exp(l - max) in place of its probability, which is that divided by the sum.
    /// </summary>
    /// <returns>The sum in double precision.</returns>
    /// <exception cref="InvalidLogitsException">Every candidate is masked.</exception>
    public double Exponentials()
    {
        LogitMath.ExpShifted(Logits, MaxLogit(), _probabilities);
        double sum = 0;
        foreach (float exponential in Probabilities)
        {
            sum += exponential;
        }

        return sum;
    }

    /// <summary>The largest logit.</summary>
    /// <exception cref="InvalidLogitsException">It is negative infinity: every candidate is masked; or an overflow.</exception>
    public float MaxLogit()
    {
        float max = IsSorted ? _logits[0] : LogitMath.Max(Logits);
        return float.IsFinite(max)
            ? max
            : throw new InvalidLogitsException(
                $"the largest logit of {Count} candidates is {max}, so no token can be chosen: "
                    + "a logit bias, a mask or a penalty is too strong, or the model's output is broken"
            );
    }

    /// <summary>Keeps the k largest logits, in descending order; equal logits keep their order.</summary>
    public void KeepTop(int k)
    {
        k = Math.Min(k, Count);
        if (!IsSorted)
        {
            Keep(_sort.Largest(Logits, k));
            IsSorted = true;
        }

        Truncate(k);
    }

    /// <summary>Sorts by descending logit unless sorted; equal logits keep their order.</summary>
    public void Sort() => KeepTop(Count);

    /// <summary>Keeps the first candidates.</summary>
    public void Truncate(int count)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)count, (uint)Count);
        Count = count;
    }

    /// <summary>Removes the first candidates.</summary>
    public void RemoveFirst(int count)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)count, (uint)Count);
        Tokens[count..].CopyTo(_tokens);
        Logits[count..].CopyTo(_logits);
        Probabilities[count..].CopyTo(_probabilities);
        Count -= count;
        IsInTokenOrder &= count == 0;
    }

    /// <summary>
    /// Removes candidates below a logit, the rest keep their order; does nothing when fewer than <paramref name="least"/>
    /// would be left.
    /// </summary>
    /// <returns>True when at least one and at least <paramref name="least"/> were left.</returns>
    public bool TryKeepAtLeast(float logit, int least)
    {
        int kept = 0;
        foreach (float candidate in Logits)
        {
            kept += candidate >= logit ? 1 : 0;
        }

        if (kept < Math.Max(least, 1))
        {
            return false;
        }

        int next = 0;
        for (int i = 0; next < kept; i++)
        {
            if (_logits[i] >= logit)
            {
                _tokens[next] = _tokens[i];
                _logits[next] = _logits[i];
                _probabilities[next] = _probabilities[i];
                next++;
            }
        }

        IsInTokenOrder &= kept == Count;
        Count = kept;
        return true;
    }

    /// <summary>Keys of the positions of the largest logits (see <see cref="CandidateSort"/>); the list stays as it is.</summary>
    internal ReadOnlySpan<ulong> Largest(int count) => _sort.Largest(Logits, count);

    /// <summary>Keys of all positions by ascending score, one score for each candidate; the list stays as it is.</summary>
    internal ReadOnlySpan<ulong> ByScore(ReadOnlySpan<float> scores) => _sort.Ascending(scores);

    /// <summary>Keeps the candidates at the positions of keys, in their order.</summary>
    internal void Keep(ReadOnlySpan<ulong> keys)
    {
        if (_movedTokens.Length < keys.Length)
        {
            uint room = Math.Max(1024, BitOperations.RoundUpToPowerOf2((uint)keys.Length));
            _movedTokens = new int[room];
            _movedValues = new float[room];
        }

        Gather(keys, _tokens, _movedTokens);
        Gather(keys, _logits, _movedValues);
        Gather(keys, _probabilities, _movedValues);
        Count = keys.Length;
        IsInTokenOrder = false;
    }

    private static void Gather<T>(ReadOnlySpan<ulong> keys, Span<T> values, Span<T> moved)
    {
        for (int i = 0; i < keys.Length; i++)
        {
            moved[i] = values[CandidateSort.Position(keys[i])];
        }

        moved[..keys.Length].CopyTo(values);
    }

    private void Begin(ReadOnlySpan<float> logits)
    {
        if (logits.IsEmpty || logits.Length > Capacity)
        {
            throw new ArgumentException($"{logits.Length} logits came for room for 1 to {Capacity}", nameof(logits));
        }

        int invalid = LogitMath.IndexOfInvalid(logits);
        if (invalid >= 0)
        {
            throw new InvalidLogitsException(
                $"the logit at index {invalid} of {logits.Length} is {logits[invalid]}; finite numbers and negative "
                    + "infinity are expected: the model's weights or its computation are broken"
            );
        }

        Count = logits.Length;
        logits.CopyTo(_logits);
        IsSorted = false;
        SelectedIndex = -1;
    }
}
