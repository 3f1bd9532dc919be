// Chooses a device for every op so that as few bytes as possible cross.
namespace Caravan.Graph;

/// <summary>
/// Places ops. An op with weights or states runs where they are. All others are placed so that the bytes that cross are
/// least, from inputs at home to outputs at home: starting from where their largest operand is, every two devices exchange ops by a minimum cut until nothing is
/// gained. A value counts once for each device that it has to reach. A reduction therefore stays with
/// what it reduces, and a chain of ops between two devices crosses at its narrowest place.
/// </summary>
public static class OpPlacer
{
    // What a message costs besides its bytes, in bytes: a header, a system call at each end.
    private const long MessageCost = 256;

    /// <summary>The device of each op by tensor id; -1 for leaves and views.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="places">Where weights and states are.</param>
    /// <param name="symbols">Symbol values for which bytes are weighed.</param>
    /// <exception cref="GraphException">An op needs leaves of two devices; the message names both and what to do.</exception>
    public static int[] Place(Graph graph, ILeafPlaces places, in SymbolValues symbols)
    {
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentNullException.ThrowIfNull(places);
        ValueFlow flow = new(graph);
        int[] pins = OpPins.Find(flow, graph.Tensors.Length, places);
        int[] devices = Start(flow, pins, places.Home, symbols);
        List<MovedValue> values = Values(graph, flow, symbols);
        List<(int, int)> together =
        [
            .. flow.Ops.Where(o => flow.WrittenInto(o) is not null).Select(o => (o.Id, flow.WrittenInto(o)!.Id)),
        ];
        OpExchange exchange = new(pins, devices, values, together, places.Home);
        int[] used = [.. devices.Append(places.Home).Where(d => d >= 0).Distinct().Order()];
        bool gained = used.Length > 1;
        while (gained)
        {
            gained = false;
            for (int i = 0; i < used.Length; i++)
            {
                for (int j = i + 1; j < used.Length; j++)
                {
                    gained |= exchange.TryImprove(used[i], used[j]);
                }
            }
        }

        return devices;
    }

    private static int[] Start(ValueFlow flow, int[] pins, int home, in SymbolValues symbols)
    {
        int[] devices = [.. pins];
        foreach (GraphTensor op in flow.Ops)
        {
            if (devices[op.Id] >= 0)
            {
                continue;
            }

            if (flow.WrittenInto(op) is { } root)
            {
                devices[op.Id] = devices[root.Id];
                continue;
            }

            long largest = -1;
            devices[op.Id] = home;
            foreach (GraphTensor? source in op.Sources)
            {
                if (source is null || devices[flow.Value(source).Id] is var device && device < 0)
                {
                    continue;
                }

                long bytes = ValueFlow.DenseBytes(source, symbols);
                if (bytes > largest)
                {
                    (largest, devices[op.Id]) = (bytes, device);
                }
            }
        }

        return devices;
    }

    private static List<MovedValue> Values(Graph graph, ValueFlow flow, in SymbolValues symbols)
    {
        List<MovedValue> values = [];
        foreach (GraphTensor value in graph.Tensors)
        {
            bool isInput = value.Role == TensorRole.Input && value.Op == GraphOp.None;
            IReadOnlyList<ValueUse> uses = flow.UsesOf(value);
            List<GraphTensor> outputs = [.. graph.Outputs.Where(o => flow.Value(o) == value)];
            if (
                uses.Count + outputs.Count == 0
                || ValueFlow.IsView(value)
                || value.Role is TensorRole.Weight or TensorRole.State
            )
            {
                continue;
            }

            foreach (GraphTensor moved in flow.Moved(value, uses.Select(u => u.Seen).Concat(outputs), symbols))
            {
                int[] users = [.. uses.Where(u => moved == value || u.Seen == moved).Select(u => u.User.Id).Distinct()];
                values.Add(
                    new MovedValue(
                        isInput ? -1 : value.Id,
                        users,
                        moved == value ? outputs.Count > 0 : outputs.Contains(moved),
                        checked(ValueFlow.DenseBytes(moved, symbols) + MessageCost)
                    )
                );
            }
        }

        return values;
    }
}
