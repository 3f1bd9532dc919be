// Turns a graph's tensors into views for given symbols.
using Caravan.Graph;
using Caravan.Tensors;

namespace Caravan.Cpu;

/// <summary>
/// The views of all tensors of a program, in native memory. The base address of each never changes; extents, strides and
/// view offsets are evaluated again when the symbols change, and every view is held to the bytes of its root.
/// </summary>
internal sealed unsafe class TensorPlaces : IDisposable
{
    private readonly Graph.Graph graph;
    private readonly NativeBlock memory;
    private readonly NativeBlock compute;
    private readonly long[] maximumBytes;

    // Buffers must outlive the addresses taken from them.
    private readonly CpuBuffer[] buffers;

    internal TensorPlaces(Graph.Graph graph, TensorBindings bindings, in SymbolValues maximum)
    {
        this.graph = graph;
        memory = new NativeBlock((long)graph.Tensors.Length * sizeof(TensorView));
        MemoryPlan plan = MemoryPlanner.Plan(
            graph,
            maximum,
            NativeBlock.Alignment,
            t => bindings.TryGet(t) is not null
        );
        compute = new NativeBlock(plan.TotalBytes);
        maximumBytes = new long[graph.Tensors.Length];
        List<CpuBuffer> bound = [];
        foreach (GraphTensor tensor in graph.Tensors)
        {
            if (tensor.ViewSource is not null)
            {
                continue;
            }

            maximumBytes[tensor.Id] = Footprint.Bytes(tensor, maximum);
            bool isBound = tensor.Role is TensorRole.Weight or TensorRole.State || bindings.TryGet(tensor) is not null;
            if (isBound)
            {
                (IDeviceBuffer buffer, long offset) = bindings[tensor];
                CpuBuffer own =
                    buffer as CpuBuffer
                    ?? throw new DeviceException(
                        $"{tensor.Name} lies in a buffer of another device ({buffer.GetType().Name})"
                    );
                bound.Add(own);
                Views[tensor.Id].Data = own.Pointer + offset;
            }
            else
            {
                Views[tensor.Id].Data = compute.Pointer + plan.OffsetOf(tensor);
            }
        }

        buffers = [.. bound.Distinct()];
    }

    /// <summary>The views by tensor id.</summary>
    internal TensorView* Views => (TensorView*)memory.Pointer;

    /// <summary>Bytes of the compute buffer.</summary>
    internal long ComputeBytes => compute.Bytes;

    /// <summary>Bytes that a tensor has at the maximum symbols.</summary>
    internal long MaximumBytes(GraphTensor tensor) => maximumBytes[tensor.Id];

    /// <summary>Evaluates all views.</summary>
    /// <exception cref="DeviceException">A view leaves the bytes of its root.</exception>
    internal void Evaluate(in SymbolValues symbols)
    {
        foreach (GraphTensor tensor in graph.Tensors)
        {
            TensorView* view = Views + tensor.Id;
            TensorShape shape = tensor.Shape.Evaluate(symbols);
            TensorShape strides = tensor.Strides.Evaluate(symbols);
            view->Type = tensor.Type;
            (view->Ne0, view->Ne1, view->Ne2, view->Ne3) = (shape.Ne0, shape.Ne1, shape.Ne2, shape.Ne3);
            (view->Nb0, view->Nb1, view->Nb2, view->Nb3) = (strides.Ne0, strides.Ne1, strides.Ne2, strides.Ne3);
            if (tensor.ViewSource is { } root)
            {
                long offset = tensor.ViewOffset.Evaluate(symbols);
                long bytes = Footprint.Bytes(tensor.Type, shape, strides);
                if (offset < 0 || (bytes > 0 && bytes > maximumBytes[root.Id] - offset))
                {
                    throw new DeviceException(
                        $"{tensor.Name} touches {bytes} bytes at offset {offset} of {root.Name}, which has {maximumBytes[root.Id]}"
                    );
                }

                view->Data = Views[root.Id].Data + offset;
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        memory.Dispose();
        compute.Dispose();
        GC.KeepAlive(buffers);
    }
}
