// The pages of the cache that sequences share.
using System.Numerics;

namespace Caravan.Engine.Batching;

/// <summary>
/// Pages of the cache, each free or of one sequence. Attention sums over the cache in spans of 1024 positions, in order, and
/// leaves out what is masked. A page is therefore a span, or a power of two of it that never lies across two, and the pages
/// of a sequence ascend: then its sums are the ones it has alone.
/// </summary>
internal sealed class PagePool(int pages)
{
    private const int LongestPage = 1024;

    private readonly bool[] isTaken = new bool[pages];

    /// <summary>Free pages.</summary>
    internal int Free { get; private set; } = pages;

    /// <summary>Positions of a page for sequences of at most <paramref name="context"/> positions.</summary>
    internal static int PageLengthOf(int context) =>
        Math.Clamp((int)BitOperations.RoundUpToPowerOf2((uint)context), SessionSizes.CachePadding, LongestPage);

    /// <summary>Pages that hold so many positions.</summary>
    internal static int PagesOf(int positions, int pageLength) => (positions + pageLength - 1) / pageLength;

    /// <summary>Takes the first free page behind <paramref name="last"/> (-1: from the start), or -1.</summary>
    internal int TakeBehind(int last)
    {
        int page = Array.IndexOf(isTaken, false, last + 1);
        if (page >= 0)
        {
            isTaken[page] = true;
            Free--;
        }

        return page;
    }

    /// <summary>Gives a page back.</summary>
    internal void Release(int page)
    {
        isTaken[page] = false;
        Free++;
    }
}
