// The views of a placed program's tensors, filled from the places of each step.
using Caravan.Graph;
using Caravan.Tensors;

namespace Caravan.Cpu;

/// <summary>
/// Takes up the places of a step: every tensor is held to the bytes of its buffer, and it is found out what changed since
/// the last step. Types never change.
/// </summary>
internal sealed unsafe class PlacedViews : IDisposable
{
    private readonly PlacedGraph graph;
    private readonly GrowingBlock scratch;
    private readonly ScratchSlots slots;
    private readonly NativeBlock memory;
    private readonly long[] bytes;
    private readonly PlaceChange[] changes;
    private bool isComplete;

    internal PlacedViews(PlacedGraph graph, GrowingBlock scratch)
    {
        this.graph = graph;
        this.scratch = scratch;
        int count = graph.Graph.Tensors.Length;
        if (graph.Places.Length != count || graph.ShapeSources.Length != count)
        {
            throw new DeviceException($"{count} tensors have {graph.Places.Length} places");
        }

        slots = new ScratchSlots(graph);
        bytes = new long[count];
        changes = new PlaceChange[count];
        memory = new NativeBlock((long)count * sizeof(TensorView));
        foreach (GraphTensor tensor in graph.Graph.Tensors)
        {
            Views[tensor.Id].Type = tensor.Type;
        }
    }

    /// <summary>The views by tensor id.</summary>
    internal TensorView* Views => (TensorView*)memory.Pointer;

    /// <summary>What changed of a tensor in this step.</summary>
    internal PlaceChange ChangeOf(int id) => changes[id];

    /// <summary>True when the client does not know the tensor.</summary>
    internal bool IsScratch(int id) => graph.Places[id] < 0;

    /// <summary>True when the bytes that two tensors touch have some in common.</summary>
    internal bool Overlap(int first, int second) =>
        bytes[first] > 0
        && bytes[second] > 0
        && Views[first].Data < Views[second].Data + bytes[second]
        && Views[second].Data < Views[first].Data + bytes[first];

    /// <summary>True when two tensors are the same bytes in the same layout.</summary>
    internal bool IsSame(int first, int second)
    {
        TensorView* a = Views + first;
        TensorView* b = Views + second;
        return a->Data == b->Data
            && a->Type == b->Type
            && a->SameShape(*b)
            && a->Nb0 == b->Nb0
            && a->Nb1 == b->Nb1
            && a->Nb2 == b->Nb2
            && a->Nb3 == b->Nb3;
    }

    /// <summary>Takes up the places of a step.</summary>
    /// <exception cref="DeviceException">A tensor has no place on this device, or leaves its buffer.</exception>
    /// <exception cref="GraphException">A tensor has more bytes than can be counted.</exception>
    /// <exception cref="TensorFormatException">A tensor's rows do not fit its type.</exception>
    internal void Take(ReadOnlySpan<PlacedTensor> places)
    {
        bool wasComplete = isComplete;
        isComplete = false;
        slots.Reset();
        for (int id = 0; id < changes.Length; id++)
        {
            int place = graph.Places[id];
            if (place >= 0)
            {
                changes[id] = TakePlace(id, places[place], wasComplete);
            }
            else
            {
                TensorShape shape = places[graph.ShapeSources[id]].Shape;
                TensorShape strides = DenseStrides(Views[id].Type, shape);
                changes[id] = TakeLayout(id, shape, strides, wasComplete);
                slots.Require(id, bytes[id]);
            }
        }

        PlaceScratch();
        isComplete = true;
    }

    /// <inheritdoc/>
    public void Dispose() => memory.Dispose();

    private PlaceChange TakePlace(int id, in PlacedTensor place, bool wasComplete)
    {
        PlaceChange change = TakeLayout(id, place.Shape, place.Strides, wasComplete);
        if (place.Buffer is not CpuBuffer buffer)
        {
            throw new DeviceException(
                $"{Name(id)} lies in no buffer of this device, so that nothing can be computed from or into it"
            );
        }

        // Neither difference can overflow: the offset is within the buffer where the second is taken.
        if (place.Offset < 0 || place.Offset > buffer.Bytes || bytes[id] > buffer.Bytes - place.Offset)
        {
            throw new DeviceException(
                $"{Name(id)} {place.Shape} of {Views[id].Type} with strides {place.Strides} touches {bytes[id]} bytes at {place.Offset} of a buffer of {buffer.Bytes}"
            );
        }

        return Point(id, buffer.Pointer + place.Offset, change);
    }

    private PlaceChange TakeLayout(int id, TensorShape shape, TensorShape strides, bool wasComplete)
    {
        TensorView* view = Views + id;
        bool isSame =
            wasComplete
            && view->Ne0 == shape.Ne0
            && view->Ne1 == shape.Ne1
            && view->Ne2 == shape.Ne2
            && view->Ne3 == shape.Ne3
            && view->Nb0 == strides.Ne0
            && view->Nb1 == strides.Ne1
            && view->Nb2 == strides.Ne2
            && view->Nb3 == strides.Ne3;
        if (isSame)
        {
            return PlaceChange.None;
        }

        bytes[id] = Footprint.Bytes(view->Type, shape, strides);
        (view->Ne0, view->Ne1, view->Ne2, view->Ne3) = (shape.Ne0, shape.Ne1, shape.Ne2, shape.Ne3);
        (view->Nb0, view->Nb1, view->Nb2, view->Nb3) = (strides.Ne0, strides.Ne1, strides.Ne2, strides.Ne3);
        return PlaceChange.Layout;
    }

    private void PlaceScratch()
    {
        byte* first = scratch.Reserve(slots.Arrange());
        for (int id = 0; id < changes.Length; id++)
        {
            if (IsScratch(id))
            {
                changes[id] = Point(id, first + slots.OffsetOf(id), changes[id]);
            }
        }
    }

    private PlaceChange Point(int id, byte* data, PlaceChange change)
    {
        bool moved = Views[id].Data != data;
        Views[id].Data = data;
        return moved && change == PlaceChange.None ? PlaceChange.Address : change;
    }

    private string Name(int id) => graph.Graph.Tensors[id].Name;

    private static TensorShape DenseStrides(TensorType type, TensorShape shape)
    {
        TensorTypeTraits traits = TensorTypes.Get(type);
        long row = traits.RowBytes(shape.Ne0);
        long matrix = checked(row * shape.Ne1);
        return new TensorShape(traits.BlockBytes, row, matrix, checked(matrix * shape.Ne2));
    }
}
