// Groups the (slot, token) pairs of a mixture of experts by expert.
namespace Caravan.Cpu;

/// <summary>
/// A counting sort of expert choices into blocks of at most so many columns of one expert. Within an expert the pairs keep
/// their order. Ids are read from the graph's memory once; what is used afterwards is the checked copy.
/// </summary>
internal sealed unsafe class ExpertGroups
{
    /// <summary>The fewest columns a block may hold.</summary>
    internal const long LeastColumns = 32;

    private long experts;
    private long pairs;
    private long columnsPerBlock;
    private int kept;
    private int* starts;
    private int* chosen;
    private int* sorted;
    private int* blockExperts;
    private int* blockStarts;

    /// <summary>Bytes of working memory.</summary>
    internal long Bytes => (experts + 2 + 2 * pairs + 2 * MostBlocks + 1) * sizeof(int);

    /// <summary>Blocks after <see cref="Fill"/>.</summary>
    internal long Blocks { get; private set; }

    /// <summary>The pairs that chose no expert, each slot + used * token; after <see cref="Fill"/>.</summary>
    internal ReadOnlySpan<int> Skipped => new(sorted + kept, (int)pairs - kept);

    // For the narrowest blocks, so that fewer pairs never need more memory.
    private long MostBlocks => Math.Min(experts, pairs) + pairs / LeastColumns;

    /// <summary>Takes up sizes.</summary>
    internal void Bind(long newExperts, long newPairs, long newColumnsPerBlock)
    {
        experts = newExperts;
        pairs = checked((int)newPairs);
        columnsPerBlock = newColumnsPerBlock;
    }

    /// <summary>
    /// Groups ids [used, tokens] in <paramref name="memory"/>. An id outside the experts is returned, or leaves its pair
    /// among the <see cref="Skipped"/>.
    /// </summary>
    internal (int Id, long Slot, long Token)? Fill(TensorView* ids, byte* memory, bool skipsOutside)
    {
        // The bucket behind the experts' takes the pairs that are skipped.
        starts = (int*)memory;
        chosen = starts + experts + 2;
        sorted = chosen + pairs;
        blockExperts = sorted + pairs;
        blockStarts = blockExperts + MostBlocks;
        new Span<int>(starts, (int)experts + 2).Clear();
        int pair = 0;
        for (long token = 0; token < ids->Ne1; token++)
        {
            for (long slot = 0; slot < ids->Ne0; slot++, pair++)
            {
                int id = *(int*)(ids->Data + slot * ids->Nb0 + token * ids->Nb1);
                if ((uint)id >= (ulong)experts)
                {
                    if (!skipsOutside)
                    {
                        return (id, slot, token);
                    }

                    id = (int)experts;
                }

                chosen[pair] = id;
                starts[id + 1]++;
            }
        }

        for (long expert = 0; expert < experts; expert++)
        {
            starts[expert + 1] += starts[expert];
        }

        kept = starts[experts];
        MakeBlocks();
        // Each start moves to its end while the pairs are dealt.
        for (pair = 0; pair < pairs; pair++)
        {
            sorted[starts[chosen[pair]]++] = pair;
        }

        return null;
    }

    /// <summary>A block's expert and its pairs, each slot + used * token.</summary>
    internal void Block(long block, out int expert, out int* blockPairs, out int columns)
    {
        expert = blockExperts[block];
        blockPairs = sorted + blockStarts[block];
        columns = blockStarts[block + 1] - blockStarts[block];
    }

    private void MakeBlocks()
    {
        Blocks = 0;
        for (int expert = 0; expert < experts; expert++)
        {
            for (long start = starts[expert]; start < starts[expert + 1]; start += columnsPerBlock)
            {
                blockExperts[Blocks] = expert;
                blockStarts[Blocks] = (int)start;
                Blocks++;
            }
        }

        blockStarts[Blocks] = kept;
    }
}
