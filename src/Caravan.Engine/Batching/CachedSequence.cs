// The tokens of a slot, how many of them the cache holds, and in which pages.
namespace Caravan.Engine.Batching;

/// <summary>A sequence of tokens and its pages. The tokens before <see cref="Evaluated"/> are in the cache.</summary>
internal sealed class CachedSequence
{
    private readonly PagePool pool;
    private readonly int pageLength;
    private readonly int[] tokens;
    private readonly int[] pages;
    private int pageCount;

    internal CachedSequence(PagePool pool, int pageLength, int contextLength)
    {
        this.pool = pool;
        this.pageLength = pageLength;
        tokens = new int[contextLength];
        pages = new int[PagePool.PagesOf(contextLength, pageLength)];
    }

    /// <summary>Tokens in the cache.</summary>
    internal int Evaluated { get; private set; }

    /// <summary>Tokens known; those from <see cref="Evaluated"/> on are yet to be computed.</summary>
    internal int Known { get; private set; }

    /// <summary>Known tokens that are not in the cache.</summary>
    internal int Pending => Known - Evaluated;

    /// <summary>Tokens that still fit.</summary>
    internal int Room => tokens.Length - Known;

    /// <summary>True when it holds pages.</summary>
    internal bool HasPages => pageCount > 0;

    /// <summary>The tokens in the cache.</summary>
    internal ReadOnlySpan<int> Cached => tokens.AsSpan(0, Evaluated);

    /// <summary>The token at a position.</summary>
    internal int this[int position] => tokens[position];

    /// <summary>The cache row of a position whose page is there.</summary>
    internal int RowOf(int position) => (pages[position / pageLength] * pageLength) + (position % pageLength);

    /// <summary>Keeps the first <paramref name="length"/> cached tokens and appends those of a prompt behind them.</summary>
    internal void Begin(int length, ReadOnlySpan<int> prompt)
    {
        Evaluated = length;
        prompt.CopyTo(tokens);
        Known = prompt.Length;
        while (pageCount > PagePool.PagesOf(length, pageLength))
        {
            pool.Release(pages[--pageCount]);
        }
    }

    /// <summary>Appends a token.</summary>
    internal void Append(int token) => tokens[Known++] = token;

    /// <summary>Counts tokens as computed.</summary>
    internal void Advance(int count) => Evaluated += count;

    /// <summary>Forgets known tokens that are not in the cache.</summary>
    internal void DropPending() => Known = Evaluated;

    /// <summary>Takes the pages for so many positions; false when none is free behind its last.</summary>
    internal bool TryGrow(int positions)
    {
        while (pageCount * pageLength < positions)
        {
            int page = pool.TakeBehind(pageCount == 0 ? -1 : pages[pageCount - 1]);
            if (page < 0)
            {
                return false;
            }

            pages[pageCount++] = page;
        }

        return true;
    }

    /// <summary>Gives all pages back; what was cached is to be computed again.</summary>
    internal void Evict()
    {
        while (pageCount > 0)
        {
            pool.Release(pages[--pageCount]);
        }

        Evaluated = 0;
    }
}
