// How the queries of a key-value head are numbered, and what their masks say.
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Caravan.Cpu;

/// <summary>Queries of one key-value head, numbered token by token, heads of the group side by side.</summary>
internal static unsafe class AttentionQueries
{
    private const ushort NegativeInfinityHalf = 0xFC00;

    /// <summary>The query head of a query.</summary>
    internal static int QueryHead(int keyValueHead, int query, int groupSize) =>
        (keyValueHead * groupSize) + (query % groupSize);

    /// <summary>The token of a query.</summary>
    internal static int Token(int query, int groupSize) => query / groupSize;

    /// <summary>
    /// Finds the queries that may see any of the positions; false when none may: half of the segments of a causal prompt.
    /// </summary>
    /// <param name="arguments">The operands.</param>
    /// <param name="head">Key-value head.</param>
    /// <param name="first">First query.</param>
    /// <param name="count">Number of queries.</param>
    /// <param name="position">First position.</param>
    /// <param name="length">Number of positions.</param>
    /// <param name="sees">Receives <paramref name="count"/> answers.</param>
    internal static bool FindSeeing(
        in AttentionArguments arguments,
        int head,
        int first,
        int count,
        int position,
        int length,
        MaskKind* sees
    )
    {
        if (arguments.Mask == null)
        {
            new Span<MaskKind>(sees, count).Fill(MaskKind.Clear);
            return true;
        }

        // Heads of a token follow one another and mostly share its mask.
        int groupSize = arguments.Heads / arguments.KeyValueHeads;
        int step = arguments.MaskHeads == 1 ? groupSize : 1;
        bool any = false;
        for (int i = 0; i < count; )
        {
            int end = Math.Min(count, i + step - ((first + i) % step));
            ushort* mask = (ushort*)MaskRow(arguments, head, first + i) + position;
            MaskKind kind = KindOf(new ReadOnlySpan<ushort>(mask, length));
            new Span<MaskKind>(sees + i, end - i).Fill(kind);
            any |= kind != MaskKind.Hidden;
            i = end;
        }

        return any;
    }

    /// <summary>The first mask element of a query; there must be a mask.</summary>
    internal static byte* MaskRow(in AttentionArguments arguments, int head, int query)
    {
        int groupSize = arguments.Heads / arguments.KeyValueHeads;
        return arguments.Mask
            + (Token(query, groupSize) * arguments.MaskTokenStride)
            + (QueryHead(head, query, groupSize) % arguments.MaskHeads * arguments.MaskHeadStride);
    }

    // Bounds: the span holds every element that is read; a vector at the end overlaps the one before.
    private static MaskKind KindOf(ReadOnlySpan<ushort> mask)
    {
        int count = Vector256<ushort>.Count;
        if (mask.Length < count)
        {
            return !mask.ContainsAnyExcept((ushort)0) ? MaskKind.Clear
                : mask.ContainsAnyExcept(NegativeInfinityHalf) ? MaskKind.Mixed
                : MaskKind.Hidden;
        }

        Vector256<ushort> hidden = Vector256.Create(NegativeInfinityHalf);
        Vector256<ushort> any = default;
        Vector256<ushort> others = default;
        ref ushort first = ref MemoryMarshal.GetReference(mask);
        for (int i = 0; i < mask.Length; i += count)
        {
            Vector256<ushort> part = Vector256.LoadUnsafe(ref first, (nuint)Math.Min(i, mask.Length - count));
            any |= part;
            others |= part ^ hidden;
        }

        return any == Vector256<ushort>.Zero ? MaskKind.Clear
            : others == Vector256<ushort>.Zero ? MaskKind.Hidden
            : MaskKind.Mixed;
    }
}
