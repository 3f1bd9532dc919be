// Numbers that sort as floats do, with the place of the float.
namespace Caravan.Cpu;

/// <summary>
/// Keys of floats: the upper half sorts as the value does, the lower half is its index. A total order: equal values (0 and -0
/// too) keep the lower index first, and NaN stands behind all numbers in both directions.
/// </summary>
internal static unsafe class SortKeys
{
    /// <summary>The key of a value.</summary>
    internal static ulong Of(float value, uint index, bool descending) =>
        ((ulong)Upper(value, descending) << 32) | index;

    /// <summary>
    /// The <paramref name="best"/>.Length smallest keys of <paramref name="count"/> floats that lie
    /// <paramref name="stride"/> bytes apart, in order. There are at least as many floats, and fewer than 2^31.
    /// </summary>
    internal static void Smallest(byte* values, long stride, int count, bool descending, Span<ulong> best)
    {
        for (int i = 0; i < best.Length; i++)
        {
            best[i] = Of(*(float*)(values + i * stride), (uint)i, descending);
        }

        if (best.Length > 0)
        {
            for (int parent = best.Length / 2 - 1; parent >= 0; parent--)
            {
                SiftDown(best, parent);
            }

            // best is a heap with its largest key on top, which the next smaller one replaces.
            for (int i = best.Length; i < count; i++)
            {
                ulong key = Of(*(float*)(values + i * stride), (uint)i, descending);
                if (key < best[0])
                {
                    best[0] = key;
                    SiftDown(best, 0);
                }
            }
        }

        best.Sort();
    }

    private static void SiftDown(Span<ulong> heap, int parent)
    {
        ulong key = heap[parent];
        while (true)
        {
            int child = 2 * parent + 1;
            if (child >= heap.Length)
            {
                break;
            }

            if (child + 1 < heap.Length && heap[child + 1] > heap[child])
            {
                child++;
            }

            if (heap[child] <= key)
            {
                break;
            }

            heap[parent] = heap[child];
            parent = child;
        }

        heap[parent] = key;
    }

    // An unsigned number that sorts as the float does: negative ones with all bits inverted, the others with the sign set.
    private static uint Upper(float value, bool descending)
    {
        if (float.IsNaN(value))
        {
            return uint.MaxValue;
        }

        uint bits = BitConverter.SingleToUInt32Bits(value + 0f);
        uint ascending = (int)bits < 0 ? ~bits : bits | 0x80000000;
        return descending ? ~ascending : ascending;
    }
}
