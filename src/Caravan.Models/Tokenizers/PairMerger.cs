// Merges neighbouring symbols, best pair first, until nothing merges.
namespace Caravan.Models.Tokenizers;

/// <summary>
/// Greedy pair merging with a priority queue: n symbols take n log n steps. Of equal ranks the leftmost pair is first,
/// as in llama.cpp.
/// </summary>
internal sealed class PairMerger<TRules>(TRules rules)
    where TRules : struct, IMergeRules
{
    private readonly PriorityQueue<Candidate, ulong> queue = new();
    private Symbol[] symbols = new Symbol[64];
    private int count;

    /// <summary>Index of the first symbol, or -1; the others follow by <see cref="Symbol.Next"/>.</summary>
    public int First => count == 0 ? -1 : 0;

    /// <summary>Symbol number <paramref name="index"/>.</summary>
    public ref readonly Symbol this[int index] => ref symbols[index];

    /// <summary>Forgets all symbols.</summary>
    public void Clear() => count = 0;

    /// <summary>Appends a symbol.</summary>
    public void Add(int start, int length, int id)
    {
        if (count == symbols.Length)
        {
            Array.Resize(ref symbols, count * 2);
        }

        symbols[count] = new Symbol
        {
            Start = start,
            Length = length,
            Id = id,
            Previous = count - 1,
            Next = -1,
        };
        if (count > 0)
        {
            symbols[count - 1].Next = count;
        }

        count++;
    }

    /// <summary>Merges what can be merged.</summary>
    public void Merge()
    {
        for (int i = 1; i < count; i++)
        {
            Consider(i - 1, i);
        }

        while (queue.TryDequeue(out Candidate candidate, out _))
        {
            ref Symbol left = ref symbols[candidate.Left];
            ref Symbol right = ref symbols[candidate.Right];

            // Symbols only grow or vanish: if both live and their lengths add up, they are what was considered.
            if (left.Length == 0 || right.Length == 0 || left.Length + right.Length != candidate.Length)
            {
                continue;
            }

            left.Length += right.Length;
            left.Id = candidate.Merged;
            left.Next = right.Next;
            right.Length = 0;
            if (right.Next >= 0)
            {
                symbols[right.Next].Previous = candidate.Left;
            }

            Consider(left.Previous, candidate.Left);
            Consider(candidate.Left, left.Next);
        }
    }

    private void Consider(int left, int right)
    {
        if (left < 0 || right < 0)
        {
            return;
        }

        ref readonly Symbol l = ref symbols[left];
        ref readonly Symbol r = ref symbols[right];
        if (rules.TryMerge(l, r, out uint rank, out int merged))
        {
            queue.Enqueue(new Candidate(left, right, l.Length + r.Length, merged), ((ulong)rank << 32) | (uint)left);
        }
    }

    private readonly record struct Candidate(int Left, int Right, int Length, int Merged);
}
