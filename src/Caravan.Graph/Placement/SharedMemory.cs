// The memory that all stages of a device compute in.
namespace Caravan.Graph;

/// <summary>
/// One buffer on each device: first the values that outlive their stages, then the compute buffer that the stages take in
/// turn. Values whose lifetimes do not meet share bytes.
/// </summary>
internal sealed class SharedMemory : IDisposable
{
    private readonly List<IDeviceBuffer> buffers = [];

    /// <summary>Allocates the buffers and binds every tensor of every stage that is not bound yet.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="devices">The devices, by index.</param>
    /// <param name="bindings">Bindings of each stage.</param>
    /// <param name="maximum">Largest symbol values.</param>
    /// <exception cref="DeviceException">A device lacks memory.</exception>
    internal SharedMemory(
        StagePlan plan,
        IReadOnlyList<IDevice> devices,
        TensorBindings[] bindings,
        in SymbolValues maximum
    )
    {
        try
        {
            for (int device = 0; device < devices.Count; device++)
            {
                Bind(plan, device, devices[device], bindings, maximum);
            }
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Bytes on all devices.</summary>
    internal long Bytes => buffers.Sum(b => b.Bytes);

    /// <inheritdoc/>
    public void Dispose() => buffers.ForEach(b => b.Dispose());

    private void Bind(StagePlan plan, int index, IDevice device, TensorBindings[] bindings, in SymbolValues maximum)
    {
        long alignment = device.Alignment;
        SymbolValues largest = maximum;
        List<(GraphTensor Tensor, int Stage, MemoryBlock Block, long Offset)> places = [];
        List<MemoryBlock> blocks = [];
        foreach (SharedValue value in plan.Shared.Where(s => s.Device == index))
        {
            long bytes = value.Tensors.Max(t => device.AllocationBytes(t.Tensor, largest));
            bytes = Math.Max(alignment, (bytes + alignment - 1) & -alignment);
            MemoryBlock block = new()
            {
                Bytes = bytes,
                First = value.First,
                Last = value.Last,
            };
            blocks.Add(block);
            places.AddRange(value.Tensors.Select(t => (t.Tensor, t.Stage, block, 0L)));
        }

        HashSet<GraphTensor> outliving = [.. places.Select(p => p.Tensor)];
        long sharedBytes = MemoryBlock.Place(blocks);
        MemoryBlock compute = new()
        {
            Bytes = 0,
            First = 0,
            Last = 0,
            Offset = sharedBytes,
        };
        long computeBytes = 0;
        for (int stage = 0; stage < plan.Stages.Length; stage++)
        {
            if (plan.Stages[stage].Device == index)
            {
                Graph graph = plan.Stages[stage].Graph;
                MemoryPlan own = MemoryPlanner.Plan(
                    graph,
                    maximum,
                    checked((int)alignment),
                    outliving.Contains,
                    t => device.AllocationBytes(t, largest)
                );
                computeBytes = Math.Max(computeBytes, own.TotalBytes);
                places.AddRange(
                    graph
                        .Tensors.Where(t => IsComputed(t) && !outliving.Contains(t))
                        .Select(t => (t, stage, compute, own.OffsetOf(t)))
                );
            }
        }

        if (sharedBytes + computeBytes == 0)
        {
            return;
        }

        IDeviceBuffer buffer = device.Allocate(sharedBytes + computeBytes);
        buffers.Add(buffer);
        foreach ((GraphTensor tensor, int stage, MemoryBlock block, long offset) in places)
        {
            bindings[stage].Bind(tensor, buffer, block.Offset + offset, maximum);
        }
    }

    private static bool IsComputed(GraphTensor tensor) =>
        tensor.ViewSource is null && (tensor.Role is TensorRole.Computed or TensorRole.Input);
}
