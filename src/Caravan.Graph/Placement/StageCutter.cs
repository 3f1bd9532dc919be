// Cuts a placed graph into stages and lists what moves between them.
namespace Caravan.Graph;

/// <summary>
/// Cuts graphs. Where ops elsewhere see only part of a value, that part is made dense and crosses alone; what a device
/// computed or received stays in its memory for all its stages.
/// </summary>
public sealed class StageCutter
{
    private readonly Graph graph;
    private readonly ValueFlow flow;
    private readonly int[] deviceOf;
    private readonly int[] stageOf;
    private readonly List<int> stageDevices;
    private readonly List<StageGraph> stages = [];
    private readonly SharedValues shared = new();

    // By device and id of the whole graph's tensor: its counterparts that stand as inputs in stages of the device.
    private readonly Dictionary<(int Device, int Id), List<StageTensor>> inputs = [];

    // Tensors of the whole graph that arrive at a device from another one.
    private readonly HashSet<(int Device, int Id)> arriving = [];

    private StageCutter(Graph graph, int[] deviceOf)
    {
        this.graph = graph;
        this.deviceOf = deviceOf;
        flow = new ValueFlow(graph);
        (stageOf, stageDevices) = StageOrder.Find(graph, flow, deviceOf);
    }

    /// <summary>Cuts a graph.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="deviceOf">Index of the device of each op, by tensor id, as <see cref="OpPlacer.Place"/> gives it.</param>
    /// <param name="symbols">Symbol values for which bytes are weighed.</param>
    /// <exception cref="GraphException">An op would have to write into a value of another stage.</exception>
    public static StagePlan Cut(Graph graph, int[] deviceOf, in SymbolValues symbols)
    {
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentNullException.ThrowIfNull(deviceOf);
        return new StageCutter(graph, deviceOf).Cut(symbols);
    }

    private StagePlan Cut(in SymbolValues symbols)
    {
        List<(GraphTensor Value, GraphTensor Moved)> crossings = FindCrossings(symbols);
        for (int i = 0; i < stageDevices.Count; i++)
        {
            stages.Add(NewStage(i));
        }

        foreach (GraphTensor op in flow.Ops)
        {
            CheckWrites(op);
            stages[stageOf[op.Id]].Add(op);
        }

        List<Transfer> transfers = [.. crossings.Select(NewTransfer)];
        List<StageInput> given = [];
        foreach (((int device, int id), List<StageTensor> uses) in inputs)
        {
            ShareInput(graph.Tensors[id], device, uses, given);
        }

        List<(GraphTensor, StageTensor)> outputs = [];
        foreach (GraphTensor output in graph.Outputs)
        {
            int stage = stageOf[flow.Value(output).Id];
            StageTensor from = new(stage, stages[stage].Output(output));
            outputs.Add((output, from));
            shared.Keep(stages[stage].Device, from, stages.Count);
        }

        return new StagePlan
        {
            Stages = [.. stages.Select(s => s.Build())],
            Inputs = [.. given],
            Transfers = [.. transfers.OrderBy(t => t.Before).ThenBy(t => t.From.Stage)],
            Shared = shared.Build(),
            Outputs = [.. outputs],
        };
    }

    private StageGraph NewStage(int index)
    {
        int device = stageDevices[index];
        return new StageGraph(flow, index, device)
        {
            Arrives = whole => arriving.Contains((device, whole.Id)) || Stayed(whole, index, device),
            OnInput = (whole, here) =>
                (
                    inputs.TryGetValue((device, whole.Id), out List<StageTensor>? uses)
                        ? uses
                        : inputs[(device, whole.Id)] = []
                ).Add(here),
        };
    }

    private bool Stayed(GraphTensor whole, int stage, int device) =>
        whole.Role == TensorRole.Computed
        && !ValueFlow.IsView(whole)
        && deviceOf[whole.Id] == device
        && stageOf[whole.Id] < stage;

    private List<(GraphTensor Value, GraphTensor Moved)> FindCrossings(in SymbolValues symbols)
    {
        List<(GraphTensor, GraphTensor)> crossings = [];
        foreach (GraphTensor value in flow.Ops.Where(o => o.Role == TensorRole.Computed))
        {
            foreach (
                IGrouping<int, ValueUse> uses in flow.UsesOf(value)
                    .Where(u => deviceOf[u.User.Id] != deviceOf[value.Id])
                    .GroupBy(u => deviceOf[u.User.Id])
            )
            {
                foreach (GraphTensor moved in flow.Moved(value, uses.Select(u => u.Seen), symbols))
                {
                    arriving.Add((uses.Key, moved.Id));
                    if (!crossings.Contains((value, moved)))
                    {
                        crossings.Add((value, moved));
                    }
                }
            }
        }

        return crossings;
    }

    private Transfer NewTransfer((GraphTensor Value, GraphTensor Moved) crossing)
    {
        int stage = stageOf[crossing.Value.Id];
        GraphTensor output = stages[stage].Output(crossing.Moved);
        List<StageTensor> to = [];
        for (int device = 0; device <= stageDevices.Max(); device++)
        {
            if (
                device != deviceOf[crossing.Value.Id]
                && inputs.TryGetValue((device, crossing.Moved.Id), out List<StageTensor>? uses)
            )
            {
                to.Add(uses[0]);
            }
        }

        Transfer transfer = new(new StageTensor(stage, output), [.. to], to.Min(t => t.Stage));
        shared.Keep(stages[stage].Device, transfer.From, transfer.Before);
        return transfer;
    }

    private void ShareInput(GraphTensor whole, int device, List<StageTensor> uses, List<StageInput> given)
    {
        if (whole.Op == GraphOp.None)
        {
            given.Add(new StageInput(whole, device, uses[0]));
            shared.Add(new SharedValue(device, [.. uses], -1, stages.Count));
        }
        else if (arriving.Contains((device, whole.Id)))
        {
            shared.Add(new SharedValue(device, [.. uses], stageOf[flow.Value(whole).Id], uses[^1].Stage));
        }
        else
        {
            StageTensor from = new(stageOf[whole.Id], stages[stageOf[whole.Id]].Output(whole));
            shared.Keep(device, from, uses[^1].Stage, uses);
        }
    }

    // A value that is written into has to be in the hands of one stage until then, and whole.
    private void CheckWrites(GraphTensor op)
    {
        if (
            flow.WrittenInto(op) is { } root
            && (stageOf[root.Id] != stageOf[op.Id] || op.ViewOffset.Coefficient != 0 || !op.IsContiguous)
        )
        {
            throw new GraphException(
                $"{op.Name} ({op.Op}) writes into {root.Name}, which another stage computes; they must not be parted"
            );
        }
    }
}
