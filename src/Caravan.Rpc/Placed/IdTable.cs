// Finds tensors of a graph by the ids that the client gave them.
using System.Numerics;

namespace Caravan.Rpc;

/// <summary>Ids to positions in the table of a graph. Used again for each graph; allocates only to grow.</summary>
internal sealed class IdTable
{
    // Drawn for each process, so that nobody can choose ids that all fall together.
    private static readonly ulong Multiplier = (ulong)Random.Shared.NextInt64() | 1;

    private ulong[] ids = [];
    private int[] positions = [];
    private int shift;

    /// <summary>Empties the table and makes room.</summary>
    /// <param name="count">Ids that will be added.</param>
    internal void Reset(int count)
    {
        int size = (int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(16, 2 * count));
        if (ids.Length < size)
        {
            ids = new ulong[size];
            positions = new int[size];
        }
        else
        {
            ids.AsSpan(0, size).Clear();
        }

        shift = 64 - BitOperations.Log2((uint)size);
    }

    /// <summary>Adds an id that is not 0; false when it is there already.</summary>
    internal bool TryAdd(ulong id, int position)
    {
        int slot = SlotOf(id);
        if (ids[slot] == id)
        {
            return false;
        }

        ids[slot] = id;
        positions[slot] = position;
        return true;
    }

    /// <summary>The position of an id; -1 when it was not added.</summary>
    internal int Find(ulong id)
    {
        int slot = SlotOf(id);
        return id != 0 && ids[slot] == id ? positions[slot] : -1;
    }

    // At least half of the slots are free, so that a free one is found.
    private int SlotOf(ulong id)
    {
        int mask = (int)((1UL << (64 - shift)) - 1);
        int slot = (int)(id * Multiplier >> shift);
        while (ids[slot] != 0 && ids[slot] != id)
        {
            slot = (slot + 1) & mask;
        }

        return slot;
    }
}
