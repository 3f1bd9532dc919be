// Puts placed ops into as few stages as dependencies allow.
namespace Caravan.Graph;

/// <summary>
/// Deals ops into stages: the device with the earliest op that can run takes all it can run without waiting for others, then
/// the next device does, until nothing is left.
/// </summary>
internal static class StageOrder
{
    /// <summary>The stage of each op by id (-1 for leaves and views), and the device of each stage.</summary>
    internal static (int[] StageOf, List<int> Devices) Find(Graph graph, ValueFlow flow, int[] deviceOf)
    {
        int[] stageOf = new int[graph.Tensors.Length];
        Array.Fill(stageOf, -1);
        List<int>[] needs = Needs(flow, graph.Tensors.Length);
        List<GraphTensor> left = [.. flow.Ops];
        List<int> devices = [];
        while (left.Count > 0)
        {
            int stage = devices.Count;
            GraphTensor first = left.First(op => needs[op.Id].TrueForAll(n => stageOf[n] >= 0));
            int device = deviceOf[first.Id];
            devices.Add(device);
            List<GraphTensor> waiting = [];
            foreach (GraphTensor op in left)
            {
                if (deviceOf[op.Id] == device && needs[op.Id].TrueForAll(n => stageOf[n] >= 0))
                {
                    stageOf[op.Id] = stage;
                }
                else
                {
                    waiting.Add(op);
                }
            }

            left = waiting;
        }

        return (stageOf, devices);
    }

    // Ids of the ops that have to run before each op: those it takes values from, and those that still read what it overwrites.
    private static List<int>[] Needs(ValueFlow flow, int tensors)
    {
        List<int>[] needs = new List<int>[tensors];
        Dictionary<int, List<int>> touched = [];
        foreach (GraphTensor op in flow.Ops)
        {
            List<int> own = needs[op.Id] = [];
            foreach (GraphTensor? source in op.Sources)
            {
                if (source is null)
                {
                    continue;
                }

                if (flow.Value(source) is { Op: not GraphOp.None } value)
                {
                    own.Add(value.Id);
                }

                int root = (source.ViewSource ?? source).Id;
                (touched.TryGetValue(root, out List<int>? users) ? users : touched[root] = []).Add(op.Id);
            }

            if (op.ViewSource is { } written)
            {
                own.AddRange(touched[written.Id].Where(user => user < op.Id));
            }
        }

        return needs;
    }
}
