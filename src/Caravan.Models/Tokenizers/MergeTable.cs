// The ranked merges of a byte-level BPE vocabulary.
using System.Numerics;

namespace Caravan.Models.Tokenizers;

/// <summary>Finds rank and outcome of merging two symbols; of equal pairs the first counts.</summary>
internal sealed class MergeTable
{
    private const ulong EmptyKey = ulong.MaxValue;

    // A random odd factor: no file can know which pairs would collide.
    private readonly ulong factor = (ulong)Random.Shared.NextInt64() | 1;
    private readonly int shift;
    private readonly Entry[] entries;

    /// <summary>A table for at most <paramref name="capacity"/> merges.</summary>
    public MergeTable(int capacity)
    {
        int bits = BitOperations.Log2(BitOperations.RoundUpToPowerOf2((uint)Math.Max(capacity, 8))) + 1;
        shift = 64 - bits;
        entries = new Entry[1 << bits];
        Array.Fill(entries, new Entry(EmptyKey, 0, 0));
    }

    /// <summary>Adds a merge unless its pair has one.</summary>
    public void Add(int left, int right, int rank, int merged)
    {
        ulong key = Key(left, right);
        ref Entry entry = ref Find(key);
        if (entry.Key == EmptyKey)
        {
            entry = new Entry(key, rank, merged);
        }
    }

    /// <summary>Rank (lower merges first) and outcome of merging <paramref name="left"/> and <paramref name="right"/>.</summary>
    public bool TryFind(int left, int right, out int rank, out int merged)
    {
        ref readonly Entry entry = ref Find(Key(left, right));
        rank = entry.Rank;
        merged = entry.Merged;
        return entry.Key != EmptyKey;
    }

    private static ulong Key(int left, int right) => ((ulong)(uint)left << 32) | (uint)right;

    private ref Entry Find(ulong key)
    {
        int slot = (int)((key * factor) >> shift);
        while (entries[slot].Key != EmptyKey && entries[slot].Key != key)
        {
            slot = (slot + 1) & (entries.Length - 1);
        }

        return ref entries[slot];
    }

    private readonly record struct Entry(ulong Key, int Rank, int Merged);
}
