// Fetches the rows of a cache that are needed next, a few lines at a time, in the order of memory.
namespace Caravan.Cpu;

/// <summary>
/// A place in rows that lie a stride apart. Kernels advance it between their own loads, so that memory is never idle and
/// never asked for more lines than it can have under way.
/// </summary>
internal unsafe struct RowFetcher
{
    private const int LineBytes = 64;

    private readonly nint rowStride;
    private readonly nint rowBytes;
    private readonly int heads;
    private byte* next;
    private byte* rowEnd;
    private int left;

    /// <summary>A place before the first row.</summary>
    /// <param name="row">First byte of the first row.</param>
    /// <param name="rowStride">Bytes from row to row.</param>
    /// <param name="rowBytes">Bytes of a row.</param>
    /// <param name="rows">Rows.</param>
    /// <param name="heads">Heads that are worked on meanwhile.</param>
    internal RowFetcher(byte* row, nint rowStride, nint rowBytes, int rows, int heads)
    {
        this.heads = heads;
        Lines = (int)(rows * rowBytes / LineBytes);
        // Rows without gaps are one long row, which loops run through without looking up.
        (this.rowStride, this.rowBytes, left) =
            rowBytes == rowStride ? (rows * rowBytes, rows * rowBytes, Math.Min(rows, 1)) : (rowStride, rowBytes, rows);
        next = row;
        rowEnd = row + this.rowBytes;
    }

    /// <summary>Lines of all rows together.</summary>
    internal int Lines { get; }

    /// <summary>Lines to fetch during one of some equal parts of the work on a head.</summary>
    internal readonly int Share(int parts) => 1 + (Lines / Math.Max(1, heads * parts));

    /// <summary>Keys of some positions, for all heads of a block, which lie side by side as a rule.</summary>
    internal static RowFetcher OfKeys(
        in AttentionArguments arguments,
        in AttentionBlock block,
        int headBytes,
        int position,
        int count
    )
    {
        int first = block.FirstHead / arguments.GroupsPerKey;
        int last = (block.FirstHead + block.Heads - 1) / arguments.GroupsPerKey;
        return new RowFetcher(
            arguments.Key + position * arguments.KeyRowStride + first * arguments.KeyHeadStride,
            arguments.KeyRowStride,
            Math.Min((last - first) * arguments.KeyHeadStride + headBytes, arguments.KeyRowStride),
            Math.Clamp(arguments.CacheLength - position, 0, count),
            block.Heads
        );
    }

    /// <summary>Values of some positions, as <see cref="OfKeys"/>.</summary>
    internal static RowFetcher OfValues(
        in AttentionArguments arguments,
        in AttentionBlock block,
        int headBytes,
        int position,
        int count
    )
    {
        int first = block.FirstHead / arguments.GroupsPerValue;
        int last = (block.FirstHead + block.Heads - 1) / arguments.GroupsPerValue;
        return new RowFetcher(
            arguments.Value + position * arguments.ValueRowStride + first * arguments.ValueHeadStride,
            arguments.ValueRowStride,
            Math.Min((last - first) * arguments.ValueHeadStride + headBytes, arguments.ValueRowStride),
            Math.Clamp(arguments.CacheLength - position, 0, count),
            block.Heads
        );
    }

    /// <summary>Asks for the next <paramref name="lines"/> lines, or as many as are left.</summary>
    internal void Fetch(int lines)
    {
        while (lines > 0 && left > 0)
        {
            byte* line = next;
            int count = (int)Math.Min(lines, (rowEnd - line + LineBytes - 1) / LineBytes);
            lines -= count;
            for (; count > 0; count--, line += LineBytes)
            {
                CachePrefetch.ToSecondLevel(line);
            }

            next = line;
            if (line >= rowEnd)
            {
                next = rowEnd - rowBytes + rowStride;
                rowEnd += rowStride;
                left--;
            }
        }
    }

    /// <summary>
    /// The place of the next <paramref name="lines"/> lines for code that fetches them itself. Where they do not lie side by
    /// side they are asked for at once, and <paramref name="instead"/> is the place.
    /// </summary>
    internal byte* Take(int lines, byte* instead)
    {
        if (left == 0 || rowEnd - next < (nint)lines * LineBytes)
        {
            Fetch(lines);
            return instead;
        }

        byte* place = next;
        next += (nint)lines * LineBytes;
        return place;
    }
}
