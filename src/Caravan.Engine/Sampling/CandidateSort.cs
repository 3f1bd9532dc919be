// Finds the largest values and sorts values with their positions.
using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Caravan.Engine.Sampling;

/// <summary>
/// Sorts positions by value over packed keys: the upper half orders like the value, the lower half is the position.
/// Equal values keep the order of their positions, so every result is defined to the last place.
/// </summary>
internal sealed class CandidateSort
{
    private const int DigitBits = 11;
    private const int Buckets = 1 << DigitBits;

    /// <summary>Below this many keys the library's comparison sort is faster than three passes over 2048 buckets.</summary>
    private const int RadixThreshold = 2048;

    private readonly int[] _starts = new int[Buckets];
    private ulong[] _keys = [];
    private ulong[] _scratch = [];

    /// <summary>The position in a packed key.</summary>
    public static int Position(ulong key) => (int)(uint)key;

    /// <summary>Keys of the positions of all values, smallest value first. Valid until the next call.</summary>
    public ReadOnlySpan<ulong> Ascending(ReadOnlySpan<float> values)
    {
        Span<ulong> keys = Room(values.Length);
        for (int i = 0; i < keys.Length; i++)
        {
            keys[i] = ((ulong)Ordered(values[i]) << 32) | (uint)i;
        }

        Sort(keys);
        return keys;
    }

    /// <summary>
    /// Keys of the positions of the <paramref name="count"/> largest values, largest first. Valid until the next call.
    /// </summary>
    /// <param name="values">Values, none of them NaN.</param>
    /// <param name="count">At most the number of values.</param>
    public ReadOnlySpan<ulong> Largest(ReadOnlySpan<float> values, int count)
    {
        int room = Math.Max(4 * Math.Min(count, values.Length), 256);
        if (room >= values.Length)
        {
            Span<ulong> keys = Room(values.Length);
            for (int i = 0; i < keys.Length; i++)
            {
                keys[i] = Descending(values[i], i);
            }

            Sort(keys);
            return keys[..count];
        }

        return SelectLargest(values, count, Room(room));
    }

    /// <summary>
    /// One pass over the values: what beats the worst of the best so far is collected, and a full collection is sorted
    /// and cut back. In random order about count * ln(values / count) values are collected.
    /// </summary>
    private Span<ulong> SelectLargest(ReadOnlySpan<float> values, int count, Span<ulong> keys)
    {
        ref float first = ref MemoryMarshal.GetReference(values);
        int lanes = Vector256<float>.Count;
        float bar = float.NegativeInfinity;
        ulong worst = ulong.MaxValue;
        int held = 0;
        int i = 0;
        // Bounds: the load at i needs i + lanes <= length.
        for (; i + lanes <= values.Length; i += lanes)
        {
            Vector256<float> block = Vector256.LoadUnsafe(ref first, (nuint)i);
            uint hits = Vector256.GreaterThanOrEqual(block, Vector256.Create(bar)).ExtractMostSignificantBits();
            for (; hits != 0; hits &= hits - 1)
            {
                int position = i + BitOperations.TrailingZeroCount(hits);
                Collect(values, position, count, keys, ref held, ref worst, ref bar);
            }
        }

        for (; i < values.Length; i++)
        {
            Collect(values, i, count, keys, ref held, ref worst, ref bar);
        }

        Sort(keys[..held]);
        return keys[..count];
    }

    private void Collect(
        ReadOnlySpan<float> values,
        int position,
        int count,
        Span<ulong> keys,
        ref int held,
        ref ulong worst,
        ref float bar
    )
    {
        ulong key = Descending(values[position], position);
        if (key >= worst)
        {
            return;
        }

        keys[held++] = key;
        if (held == keys.Length)
        {
            Sort(keys);
            held = count;
            worst = keys[count - 1];
            bar = values[Position(worst)];
        }
    }

    /// <summary>Sorts keys; the keys come in with ascending positions where their values are equal.</summary>
    private void Sort(Span<ulong> keys)
    {
        if (keys.Length < RadixThreshold)
        {
            keys.Sort();
            return;
        }

        if (_scratch.Length < keys.Length)
        {
            _scratch = new ulong[_keys.Length];
        }

        Span<ulong> from = keys;
        Span<ulong> to = _scratch.AsSpan(0, keys.Length);
        for (int shift = 32; shift < 64; shift += DigitBits)
        {
            if (Distribute(from, to, shift))
            {
                Span<ulong> sorted = to;
                to = from;
                from = sorted;
            }
        }

        if (from != keys)
        {
            from.CopyTo(keys);
        }
    }

    /// <summary>One stable counting pass; false, and nothing moved, when all keys share the digit.</summary>
    private bool Distribute(ReadOnlySpan<ulong> from, Span<ulong> to, int shift)
    {
        Span<int> starts = _starts;
        starts.Clear();
        foreach (ulong key in from)
        {
            starts[(int)(key >> shift) & (Buckets - 1)]++;
        }

        if (starts[(int)(from[0] >> shift) & (Buckets - 1)] == from.Length)
        {
            return false;
        }

        int start = 0;
        foreach (ref int bucket in starts)
        {
            (start, bucket) = (start + bucket, start);
        }

        foreach (ulong key in from)
        {
            to[starts[(int)(key >> shift) & (Buckets - 1)]++] = key;
        }

        return true;
    }

    private Span<ulong> Room(int count)
    {
        if (_keys.Length < count)
        {
            _keys = new ulong[Math.Max(1024, BitOperations.RoundUpToPowerOf2((uint)count))];
        }

        return _keys.AsSpan(0, count);
    }

    private static ulong Descending(float value, int position) => ((ulong)~Ordered(value) << 32) | (uint)position;

    /// <summary>Maps a float to an integer that orders like it; both zeros to the same.</summary>
    private static uint Ordered(float value)
    {
        uint bits = BitConverter.SingleToUInt32Bits(value + 0.0f);
        return (bits & 0x80000000u) != 0 ? ~bits : bits | 0x80000000u;
    }
}
