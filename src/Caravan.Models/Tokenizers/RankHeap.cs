// A priority queue of numbers: the smallest comes out first.
namespace Caravan.Models.Tokenizers;

/// <summary>
/// A heap with four children a node. It holds bare numbers, so that a million merges of one text stay near the
/// processor; .NET's own queue moves three times the bytes.
/// </summary>
internal sealed class RankHeap
{
    private const int Children = 4;
    private ulong[] keys = new ulong[64];
    private int count;

    /// <summary>Puts <paramref name="key"/> in.</summary>
    public void Push(ulong key)
    {
        if (count == keys.Length)
        {
            Array.Resize(ref keys, count * 2);
        }

        int at = count++;
        while (at > 0 && keys[(at - 1) / Children] > key)
        {
            keys[at] = keys[(at - 1) / Children];
            at = (at - 1) / Children;
        }

        keys[at] = key;
    }

    /// <summary>Takes the smallest number out; false when there is none.</summary>
    public bool TryPop(out ulong smallest)
    {
        smallest = keys[0];
        if (count == 0)
        {
            return false;
        }

        ulong last = keys[--count];
        int at = 0;
        while (SmallestChild(at) is int child && child < count && keys[child] < last)
        {
            keys[at] = keys[child];
            at = child;
        }

        keys[at] = last;
        return true;
    }

    private int SmallestChild(int parent)
    {
        int first = (parent * Children) + 1;
        int end = Math.Min(first + Children, count);
        int smallest = first;
        for (int child = first + 1; child < end; child++)
        {
            smallest = keys[child] < keys[smallest] ? child : smallest;
        }

        return smallest;
    }
}
