// Which tensors of a placed graph may share a piece of scratch memory.
using System.Collections.Immutable;
using Caravan.Graph;

namespace Caravan.Cpu;

/// <summary>
/// Slots for the tensors without a place: each lives from its node to the last node that reads it, and a slot is used again
/// from the node after. Offsets follow from the sizes of a step.
/// </summary>
internal sealed class ScratchSlots
{
    private const int NoSlot = -1;
    private readonly int[] slots;
    private readonly long[] sizes;
    private readonly long[] offsets;

    internal ScratchSlots(PlacedGraph graph)
    {
        ImmutableArray<GraphTensor> tensors = graph.Graph.Tensors;
        int[] lastUses = new int[tensors.Length];
        foreach (GraphTensor tensor in tensors)
        {
            lastUses[tensor.Id] = tensor.Id;
            foreach (GraphTensor? source in tensor.Sources)
            {
                if (source is not null)
                {
                    lastUses[source.Id] = tensor.Id;
                }
            }
        }

        slots = new int[tensors.Length];
        Array.Fill(slots, NoSlot);
        List<int> freeFrom = [];
        for (int id = 0; id < tensors.Length; id++)
        {
            if (graph.Places[id] >= 0)
            {
                continue;
            }

            int slot = freeFrom.FindIndex(end => end < id);
            if (slot < 0)
            {
                slot = freeFrom.Count;
                freeFrom.Add(0);
            }

            freeFrom[slot] = lastUses[id];
            slots[id] = slot;
        }

        sizes = new long[freeFrom.Count];
        offsets = new long[freeFrom.Count];
    }

    /// <summary>Begins a step.</summary>
    internal void Reset() => Array.Clear(sizes);

    /// <summary>States the bytes of a tensor without a place.</summary>
    internal void Require(int id, long bytes) => sizes[slots[id]] = Math.Max(sizes[slots[id]], bytes);

    /// <summary>Lays the slots out behind one another; the bytes of all.</summary>
    internal long Arrange()
    {
        long total = 0;
        for (int slot = 0; slot < sizes.Length; slot++)
        {
            offsets[slot] = total;
            total = checked(
                total + ((checked(sizes[slot] + NativeBlock.Alignment) - 1) & ~(NativeBlock.Alignment - 1L))
            );
        }

        return total;
    }

    /// <summary>Where a tensor without a place begins.</summary>
    internal long OffsetOf(int id) => offsets[slots[id]];
}
