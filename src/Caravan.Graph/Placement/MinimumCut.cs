// The cheapest way to part a network in two.
namespace Caravan.Graph;

/// <summary>
/// A network of nodes with directed capacities. The minimum cut is found by augmenting along shortest paths, which takes
/// milliseconds for the networks of a model's ops.
/// </summary>
internal sealed class MinimumCut
{
    /// <summary>The node that one side is grown from.</summary>
    internal const int Source = 0;

    /// <summary>The node on the other side.</summary>
    internal const int Sink = 1;

    /// <summary>A capacity that no cut crosses.</summary>
    internal const long Unlimited = long.MaxValue / 4;

    // An edge and its reverse lie side by side, at 2n and 2n + 1.
    private readonly List<int> targets = [];
    private readonly List<long> capacities = [];
    private readonly List<List<int>> edgesOf =
    [
        [],
        [],
    ];

    /// <summary>Adds a node and returns its number.</summary>
    internal int AddNode()
    {
        edgesOf.Add([]);
        return edgesOf.Count - 1;
    }

    /// <summary>Cutting so that <paramref name="from"/> is on the source's side and <paramref name="to"/> is not costs the capacity.</summary>
    internal void AddEdge(int from, int to, long capacity)
    {
        if (from == to)
        {
            return;
        }

        edgesOf[from].Add(targets.Count);
        targets.Add(to);
        capacities.Add(capacity);
        edgesOf[to].Add(targets.Count);
        targets.Add(from);
        capacities.Add(0);
    }

    /// <summary>Solves the network: true for each node on the source's side of the cheapest cut, the smallest such side.</summary>
    internal bool[] SourceSide()
    {
        int[] edgeInto = new int[edgesOf.Count];
        while (Search(edgeInto))
        {
            long room = Unlimited;
            for (int node = Sink; node != Source; node = targets[edgeInto[node] ^ 1])
            {
                room = Math.Min(room, capacities[edgeInto[node]]);
            }

            for (int node = Sink; node != Source; node = targets[edgeInto[node] ^ 1])
            {
                capacities[edgeInto[node]] -= room;
                capacities[edgeInto[node] ^ 1] += room;
            }
        }

        return [.. edgeInto.Select((edge, node) => node == Source || edge >= 0)];
    }

    // Breadth first over edges with room; -1 marks nodes that were not reached.
    private bool Search(int[] edgeInto)
    {
        Array.Fill(edgeInto, -1);
        Queue<int> queue = new([Source]);
        while (queue.TryDequeue(out int node))
        {
            foreach (int edge in edgesOf[node])
            {
                int target = targets[edge];
                if (capacities[edge] > 0 && edgeInto[target] < 0 && target != Source)
                {
                    edgeInto[target] = edge;
                    queue.Enqueue(target);
                }
            }
        }

        return edgeInto[Sink] >= 0;
    }
}
