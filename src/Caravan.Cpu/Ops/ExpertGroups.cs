// Groups the (slot, token) pairs of a mixture of experts by expert.
namespace Caravan.Cpu;

/// <summary>
/// A counting sort of expert choices into blocks of at most so many columns of one expert. Within an expert the pairs keep
/// their order.
/// </summary>
internal sealed unsafe class ExpertGroups
{
    /// <summary>The fewest columns a block may hold.</summary>
    internal const long LeastColumns = 32;

    private long experts;
    private long pairs;
    private long columnsPerBlock;
    private int* starts;
    private int* sorted;
    private int* blockExperts;
    private int* blockStarts;

    /// <summary>Bytes of working memory.</summary>
    internal long Bytes => (experts + 1 + 2 * pairs + 2 * MostBlocks + 1) * sizeof(int);

    /// <summary>Blocks after <see cref="Fill"/>.</summary>
    internal long Blocks { get; private set; }

    private long MostBlocks => Math.Min(experts, pairs) + pairs / columnsPerBlock;

    /// <summary>Takes up sizes.</summary>
    internal void Bind(long newExperts, long newPairs, long newColumnsPerBlock)
    {
        experts = Narrow(newExperts);
        pairs = Narrow(newPairs);
        columnsPerBlock = newColumnsPerBlock;
    }

    /// <summary>Groups ids [used, tokens] in <paramref name="memory"/>; an id outside the experts is returned.</summary>
    internal (int Id, long Slot, long Token)? Fill(TensorView* ids, byte* memory)
    {
        starts = (int*)memory;
        sorted = starts + experts + 1;
        int* chosen = sorted + pairs;
        blockExperts = chosen + pairs;
        blockStarts = blockExperts + MostBlocks;
        new Span<int>(starts, (int)experts + 1).Clear();
        for (long token = 0; token < ids->Ne1; token++)
        {
            for (long slot = 0; slot < ids->Ne0; slot++)
            {
                int id = Id(ids, slot, token);
                if ((uint)id >= (ulong)experts)
                {
                    return (id, slot, token);
                }

                // Kept, so that an id is the same when it is used as when it was checked.
                chosen[slot + ids->Ne0 * token] = id;
                starts[id + 1]++;
            }
        }

        for (long expert = 0; expert < experts; expert++)
        {
            starts[expert + 1] += starts[expert];
        }

        MakeBlocks();
        // Each start moves to its end while the pairs are dealt.
        for (int pair = 0; pair < pairs; pair++)
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

        blockStarts[Blocks] = (int)pairs;
    }

    private static int Narrow(long count) =>
        count <= int.MaxValue
            ? (int)count
            : throw new Graph.DeviceException($"{count} experts or choices of experts are more than 2^31 - 1");

    private static int Id(TensorView* ids, long slot, long token) =>
        *(int*)(ids->Data + slot * ids->Nb0 + token * ids->Nb1);
}
