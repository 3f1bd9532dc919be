// Which tokens are allowed in a state.
using System.Numerics;

namespace Caravan.Engine.Sampling.Grammar;

/// <summary>A set of tokens: a list of the few that are in it, or a bit for every token. Immutable.</summary>
internal sealed class TokenMask
{
    private readonly int[]? few;
    private readonly ulong[]? bits;

    /// <summary>A set with a bit for every token, copied.</summary>
    public TokenMask(ReadOnlySpan<ulong> bits)
    {
        foreach (ulong word in bits)
        {
            Count += BitOperations.PopCount(word);
        }

        if (Count > bits.Length)
        {
            this.bits = bits.ToArray();
            return;
        }

        few = new int[Count];
        int next = 0;
        for (int i = 0; i < bits.Length; i++)
        {
            for (ulong word = bits[i]; word != 0; word &= word - 1)
            {
                few[next++] = (i * 64) + BitOperations.TrailingZeroCount(word);
            }
        }
    }

    /// <summary>Number of tokens in the set.</summary>
    public int Count { get; }

    /// <summary>Bytes of memory.</summary>
    public long Bytes => (4L * (few?.Length ?? 0)) + (8L * (bits?.Length ?? 0)) + 64;

    /// <summary>True when the token is in the set.</summary>
    public bool Contains(int token) =>
        bits is null
            ? Array.BinarySearch(few!, token) >= 0
            : token >> 6 < bits.Length && (bits[token >> 6] >> token & 1) != 0;

    /// <summary>Sets the logits of all candidates that are not in the set to negative infinity.</summary>
    /// <returns>True when a candidate is left whose logit is finite.</returns>
    public bool Apply(CandidateList candidates)
    {
        Span<float> logits = candidates.Logits;
        candidates.IsSorted = false;
        if (!candidates.IsInTokenOrder)
        {
            ReadOnlySpan<int> tokens = candidates.Tokens;
            for (int i = 0; i < tokens.Length; i++)
            {
                logits[i] = Contains(tokens[i]) ? logits[i] : float.NegativeInfinity;
            }
        }
        else if (bits is null)
        {
            KeepFew(logits);
        }
        else
        {
            KeepMany(logits);
        }

        return logits.ContainsAnyExcept(float.NegativeInfinity);
    }

    /// <summary>Fills what lies between the tokens of the set, which are in ascending order.</summary>
    private void KeepFew(Span<float> logits)
    {
        int start = 0;
        foreach (int token in few!)
        {
            if (token >= logits.Length)
            {
                break;
            }

            logits[start..token].Fill(float.NegativeInfinity);
            start = token + 1;
        }

        logits[start..].Fill(float.NegativeInfinity);
    }

    private void KeepMany(Span<float> logits)
    {
        for (int i = 0; i * 64 < logits.Length; i++)
        {
            ulong refused = i < bits!.Length ? ~bits[i] : ulong.MaxValue;
            Span<float> block = logits[(i * 64)..Math.Min((i * 64) + 64, logits.Length)];
            if (refused == ulong.MaxValue)
            {
                block.Fill(float.NegativeInfinity);
                continue;
            }

            for (; refused != 0; refused &= refused - 1)
            {
                int bit = BitOperations.TrailingZeroCount(refused);
                if (bit < block.Length)
                {
                    block[bit] = float.NegativeInfinity;
                }
            }
        }
    }
}
