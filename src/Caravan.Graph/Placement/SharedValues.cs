// Collects the values that outlive their stages.
using System.Collections.Immutable;

namespace Caravan.Graph;

/// <summary>Shared values while a graph is cut; reasons to keep the same computed value are joined.</summary>
internal sealed class SharedValues
{
    private readonly List<SharedValue> others = [];
    private readonly Dictionary<StageTensor, SharedValue> computed = [];

    /// <summary>Adds a value that no stage of its device computes.</summary>
    internal void Add(SharedValue value) => others.Add(value);

    /// <summary>Keeps what a stage computes until a later one.</summary>
    /// <param name="device">Index of the device.</param>
    /// <param name="output">The output, perhaps a view of the tensor that owns the bytes.</param>
    /// <param name="last">Index of the last stage before which it is used.</param>
    /// <param name="uses">Its counterparts in later stages of the device.</param>
    internal void Keep(int device, StageTensor output, int last, IReadOnlyList<StageTensor>? uses = null)
    {
        GraphTensor root = output.Tensor.ViewSource ?? output.Tensor;
        StageTensor owner = new(output.Stage, root);
        SharedValue known = computed.GetValueOrDefault(owner) ?? new SharedValue(device, [owner], output.Stage, last);
        computed[owner] = known with { Tensors = [.. known.Tensors, .. uses ?? []], Last = Math.Max(known.Last, last) };
    }

    /// <summary>All of them.</summary>
    internal ImmutableArray<SharedValue> Build() => [.. others, .. computed.Values];
}
