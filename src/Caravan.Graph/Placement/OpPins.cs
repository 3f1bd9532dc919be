// Which ops have no choice of device, because of their weights and states.
namespace Caravan.Graph;

/// <summary>Finds the device that each op's weights and states name.</summary>
internal static class OpPins
{
    /// <summary>The device of each op by id; -1 for ops that are free.</summary>
    /// <exception cref="GraphException">An op needs leaves of two devices; the message names both and what to do.</exception>
    internal static int[] Find(ValueFlow flow, int tensors, ILeafPlaces places)
    {
        int[] pins = new int[tensors];
        Array.Fill(pins, -1);
        foreach (GraphTensor op in flow.Ops)
        {
            GraphTensor? first = null;
            foreach (GraphTensor? source in op.Sources)
            {
                if (source is null || flow.Current(source).Role is not (TensorRole.Weight or TensorRole.State))
                {
                    continue;
                }

                GraphTensor leaf = Leaf(flow, source);
                int device = places.DeviceOf(leaf, op);
                if (device == ILeafPlaces.Anywhere)
                {
                    continue;
                }

                if (first is not null && pins[op.Id] != device)
                {
                    throw Conflict(op, first, pins[op.Id], leaf, device, places);
                }

                first = leaf;
                pins[op.Id] = device;
            }
        }

        return pins;
    }

    // What SET_ROWS returns is a view of the state it wrote into, so the leaf is the root and not the end of the chain.
    private static GraphTensor Leaf(ValueFlow flow, GraphTensor source) => flow.Current(source.ViewSource ?? source);

    private static GraphException Conflict(
        GraphTensor op,
        GraphTensor first,
        int firstDevice,
        GraphTensor second,
        int secondDevice,
        ILeafPlaces places
    ) =>
        new(
            $"{op.Name} ({op.Op}) needs {first.Name}, which is on {places.DeviceNames[firstDevice]}, and {second.Name}, "
                + $"which is on {places.DeviceNames[secondDevice]}; weights and caches do not move between devices: "
                + "put both on one device, for example with -ot"
        );
}
