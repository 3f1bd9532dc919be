// The last n tokens of a sequence.
using System.Buffers;

namespace Caravan.Engine.Sampling;

/// <summary>A ring of the last tokens of a sequence.</summary>
internal sealed class TokenWindow(int capacity)
{
    private readonly int[] _tokens = new int[capacity];
    private int _next;

    /// <summary>The number of tokens held, at most the capacity.</summary>
    public int Count { get; private set; }

    /// <summary>True when the next token pushes out the oldest.</summary>
    public bool IsFull => Count == _tokens.Length;

    /// <summary>The token <paramref name="back"/> places before the last; 0 is the last.</summary>
    public int FromEnd(int back)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)back, (uint)Count);
        int index = _next - 1 - back;
        return _tokens[index < 0 ? index + _tokens.Length : index];
    }

    /// <summary>Appends a token.</summary>
    public void Push(int token)
    {
        _tokens[_next] = token;
        _next = _next + 1 == _tokens.Length ? 0 : _next + 1;
        Count = Math.Min(Count + 1, _tokens.Length);
    }

    /// <summary>Forgets all tokens.</summary>
    public void Clear()
    {
        _next = 0;
        Count = 0;
    }

    /// <summary>Writes the tokens, oldest first, after their number.</summary>
    public void Save(IBufferWriter<uint> state)
    {
        Span<uint> words = state.GetSpan(Count + 1);
        words[0] = (uint)Count;
        for (int i = 0; i < Count; i++)
        {
            words[1 + i] = (uint)FromEnd(Count - 1 - i);
        }

        state.Advance(Count + 1);
    }

    /// <summary>The tokens that <see cref="Save"/> wrote, oldest first, removed from the front of the state.</summary>
    public static ReadOnlySpan<uint> Read(ref ReadOnlySpan<uint> state)
    {
        int count = (int)state[0];
        ReadOnlySpan<uint> tokens = state.Slice(1, count);
        state = state[(count + 1)..];
        return tokens;
    }
}
