// Finds the nodes from which the end of a rule can be reached.
namespace Caravan.Engine.Sampling.Grammar;

/// <summary>A linear search backwards from the ends of rules.</summary>
internal static class NodeReach
{
    /// <summary>
    /// For each node, whether the end of its rule can be reached: by any text, or by the empty text alone.
    /// </summary>
    public static bool[] Find(NodeList list, bool byEmptyText)
    {
        List<GrammarNode> nodes = list.Nodes;
        (int[] starts, int[] users) = Users(list);
        bool[] reaches = new bool[nodes.Count];
        Stack<int> work = new([NodeList.End]);
        reaches[NodeList.End] = true;
        while (work.TryPop(out int node))
        {
            for (int i = starts[node]; i < starts[node + 1]; i++)
            {
                int user = users[i];
                if (!reaches[user] && Holds(nodes[user], reaches, byEmptyText))
                {
                    reaches[user] = true;
                    work.Push(user);
                }
            }
        }

        return reaches;
    }

    /// <summary>Whether a node reaches, given that one of its successors does.</summary>
    private static bool Holds(GrammarNode node, bool[] reaches, bool byEmptyText) =>
        node.Kind switch
        {
            GrammarNodeKind.Bytes or GrammarNodeKind.Token => !byEmptyText,
            GrammarNodeKind.Call => reaches[node.First] && reaches[node.Second],
            GrammarNodeKind.Repeat => (node.Least == 0 || reaches[node.First]) && reaches[node.Second],
            _ => true,
        };

    /// <summary>The predecessors of every node.</summary>
    private static (int[] Starts, int[] Users) Users(NodeList list)
    {
        int[] starts = new int[list.Nodes.Count + 1];
        for (int node = 0; node < list.Nodes.Count; node++)
        {
            foreach (int next in Successors(list, node))
            {
                starts[next + 1]++;
            }
        }

        for (int i = 1; i < starts.Length; i++)
        {
            starts[i] += starts[i - 1];
        }

        int[] users = new int[starts[^1]];
        int[] fill = [.. starts];
        for (int node = 0; node < list.Nodes.Count; node++)
        {
            foreach (int next in Successors(list, node))
            {
                users[fill[next]++] = node;
            }
        }

        return (starts, users);
    }

    private static IEnumerable<int> Successors(NodeList list, int index)
    {
        GrammarNode node = list.Nodes[index];
        switch (node.Kind)
        {
            case GrammarNodeKind.Bytes:
                return list.Edges.GetRange(node.First, node.Second - node.First).Select(edge => edge.Target);
            case GrammarNodeKind.Split:
                return list.Targets.GetRange(node.First, node.Second - node.First);
            case GrammarNodeKind.Call or GrammarNodeKind.Repeat:
                return [node.First, node.Second];
            case GrammarNodeKind.Token:
                return [node.First];
            default:
                return [];
        }
    }
}
