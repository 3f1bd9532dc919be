// Where the tensors of a graph lie in its compute buffer.
namespace Caravan.Graph;

/// <summary>Offsets of a graph's inputs and computed tensors in one compute buffer.</summary>
public sealed class MemoryPlan
{
    private readonly long[] offsets;

    internal MemoryPlan(long[] offsets, long totalBytes)
    {
        this.offsets = offsets;
        TotalBytes = totalBytes;
    }

    /// <summary>Size of the compute buffer in bytes.</summary>
    public long TotalBytes { get; }

    /// <summary>Byte offset of a tensor that owns its bytes; views lie at their source's offset plus their own.</summary>
    /// <exception cref="GraphException">The tensor is a view, a weight, a state, or bound elsewhere.</exception>
    public long OffsetOf(GraphTensor tensor) =>
        offsets[tensor.Id] is var offset && offset >= 0
            ? offset
            : throw new GraphException($"{tensor.Name} ({tensor.Role}) owns no bytes of the compute buffer");
}
