// Merges neighbouring symbols, best pair first, until nothing merges.
namespace Caravan.Models.Tokenizers;

/// <summary>
/// Greedy pair merging with a priority queue: n symbols take n log n steps. Of equal ranks the leftmost pair is first,
/// as in llama.cpp.
/// </summary>
internal sealed class PairMerger<TRules>(TRules rules)
    where TRules : struct, IMergeRules
{
    private const int RankShift = 32;
    private const int None = -1;
    private readonly RankHeap queue = new();
    private Symbol[] symbols = new Symbol[64];
    private int count;

    /// <summary>Index of the first symbol, or -1; the others follow by <see cref="Symbol.Next"/>.</summary>
    public int First => count == 0 ? None : 0;

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

        ref Symbol symbol = ref symbols[count];
        symbol.Start = start;
        symbol.Length = length;
        symbol.Id = id;
        symbol.Previous = count - 1;
        symbol.Next = None;
        symbol.Merged = None;
        if (count > 0)
        {
            symbols[count - 1].Next = count;
        }

        count++;
    }

    /// <summary>Merges what can be merged.</summary>
    public void Merge()
    {
        for (int i = 0; i < count; i++)
        {
            Consider(i);
        }

        while (queue.TryPop(out ulong key))
        {
            int index = (int)(uint)key;
            ref Symbol left = ref symbols[index];

            // A pair that has changed since has another rank, or the same and then its turn is now as well.
            if (left.Length == 0 || left.Merged < 0 || left.Rank != (uint)(key >> RankShift))
            {
                continue;
            }

            ref Symbol right = ref symbols[left.Next];
            left.Length += right.Length;
            left.Id = left.Merged;
            left.Next = right.Next;
            right.Length = 0;
            if (left.Next >= 0)
            {
                symbols[left.Next].Previous = index;
            }

            Consider(index);
            if (left.Previous >= 0)
            {
                Consider(left.Previous);
            }
        }
    }

    /// <summary>Looks whether a symbol merges with the one after it.</summary>
    private void Consider(int index)
    {
        ref Symbol left = ref symbols[index];
        left.Merged = None;
        if (left.Next >= 0 && rules.TryMerge(left, symbols[left.Next], out left.Rank, out int merged))
        {
            left.Merged = merged;
            queue.Push(((ulong)left.Rank << RankShift) | (uint)index);
        }
    }
}
