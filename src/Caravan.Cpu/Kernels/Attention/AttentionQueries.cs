// How the queries of a key-value head are numbered, and what their masks say.
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

    /// <summary>True when none of the queries may see the positions: half of the segments of a causal prompt.</summary>
    internal static bool IsMasked(
        in AttentionArguments arguments,
        int head,
        int first,
        int count,
        int position,
        int length
    )
    {
        if (arguments.Mask == null)
        {
            return false;
        }

        // Heads of a token follow one another and mostly share its mask.
        int groupSize = arguments.Heads / arguments.KeyValueHeads;
        int step = arguments.MaskHeads == 1 ? groupSize : 1;
        for (int query = first - (first % step); query < first + count; query += step)
        {
            ushort* mask = (ushort*)MaskRow(arguments, head, query) + position;
            if (new ReadOnlySpan<ushort>(mask, length).ContainsAnyExcept(NegativeInfinityHalf))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The first mask element of a query; there must be a mask.</summary>
    internal static byte* MaskRow(in AttentionArguments arguments, int head, int query)
    {
        int groupSize = arguments.Heads / arguments.KeyValueHeads;
        return arguments.Mask
            + (Token(query, groupSize) * arguments.MaskTokenStride)
            + (QueryHead(head, query, groupSize) % arguments.MaskHeads * arguments.MaskHeadStride);
    }
}
