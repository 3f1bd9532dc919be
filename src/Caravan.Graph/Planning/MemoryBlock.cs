// A range of memory with a lifetime.
namespace Caravan.Graph;

/// <summary>A block that is placed among others; blocks whose lifetimes meet do not overlap.</summary>
internal sealed class MemoryBlock
{
    /// <summary>Size in bytes, a multiple of the alignment.</summary>
    public required long Bytes { get; init; }

    /// <summary>First moment of its life.</summary>
    public required int First { get; init; }

    /// <summary>Last moment of its life.</summary>
    public required int Last { get; set; }

    /// <summary>Byte offset, once placed.</summary>
    public long Offset { get; set; }

    /// <summary>Places blocks, largest first, each at the lowest offset that is free during its life.</summary>
    /// <returns>Bytes that all of them take together.</returns>
    internal static long Place(IEnumerable<MemoryBlock> blocks)
    {
        long total = 0;
        List<MemoryBlock> placed = [];
        foreach (MemoryBlock block in blocks.OrderByDescending(b => b.Bytes).ThenBy(b => b.First))
        {
            long offset = 0;
            // placed is sorted by offset: slide past every block alive at the same time that overlaps.
            foreach (MemoryBlock other in placed)
            {
                if (other.First > block.Last || other.Last < block.First)
                {
                    continue;
                }

                if (other.Offset >= offset + block.Bytes)
                {
                    break;
                }

                offset = Math.Max(offset, other.Offset + other.Bytes);
            }

            block.Offset = offset;
            total = Math.Max(total, offset + block.Bytes);
            int at = placed.FindIndex(p => p.Offset > offset);
            placed.Insert(at < 0 ? placed.Count : at, block);
        }

        return total;
    }
}
