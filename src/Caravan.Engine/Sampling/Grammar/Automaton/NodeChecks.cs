// Refuses grammars that would never end a rule or never get past its beginning.
namespace Caravan.Engine.Sampling.Grammar;

/// <summary>Checks of a grammar's nodes, linear in their number.</summary>
internal static class NodeChecks
{
    /// <summary>Refuses left recursion and grammars without a text.</summary>
    /// <exception cref="GrammarException">The grammar cannot be used.</exception>
    public static void Check(NodeList list, int start, IReadOnlyList<GrammarRule> rules)
    {
        RefuseLeftRecursion(list, rules);
        if (!NodeReach.Find(list, byEmptyText: false)[start])
        {
            throw new GrammarException("no text of finite length matches the grammar: every alternative needs itself");
        }
    }

    /// <summary>
    /// Looks for a way from a rule's beginning to its beginning that reads nothing (Tarjan's strongly connected
    /// components, with a stack of its own, since a grammar may be as deep as it is long).
    /// </summary>
    private static void RefuseLeftRecursion(NodeList list, IReadOnlyList<GrammarRule> rules)
    {
        bool[] isNullable = NodeReach.Find(list, byEmptyText: true);
        int count = list.Nodes.Count;
        int[] order = new int[count];
        int[] low = new int[count];
        int[] component = new int[count];
        Stack<int> members = new();
        Stack<(int Node, int Next)> calls = new();
        int visited = 0;
        for (int root = 0; root < count; root++)
        {
            if (order[root] == 0)
            {
                calls.Push((root, 0));
            }

            while (calls.TryPop(out (int Node, int Next) frame))
            {
                (int node, int next) = frame;
                if (next == 0)
                {
                    order[node] = low[node] = ++visited;
                    members.Push(node);
                }
                else
                {
                    low[node] = Math.Min(low[node], low[Successor(list, isNullable, node, next - 1)]);
                }

                int successor;
                while ((successor = Successor(list, isNullable, node, next)) >= 0 && order[successor] != 0)
                {
                    low[node] = component[successor] == 0 ? Math.Min(low[node], order[successor]) : low[node];
                    next++;
                }

                if (successor >= 0)
                {
                    calls.Push((node, next + 1));
                    calls.Push((successor, 0));
                }
                else if (low[node] == order[node])
                {
                    int member;
                    do
                    {
                        member = members.Pop();
                        component[member] = order[node];
                        low[member] = int.MaxValue;
                    } while (member != node);
                }
            }
        }

        for (int node = 0; node < count; node++)
        {
            GrammarNode call = list.Nodes[node];
            if (call.Kind is GrammarNodeKind.Call or GrammarNodeKind.Repeat && component[node] == component[call.First])
            {
                throw new GrammarException(
                    $"the rule '{rules[call.Rule].Name}' begins with itself (left recursion), which is not possible: "
                        + "write it with a repetition"
                );
            }
        }
    }

    /// <summary>A node that is reached from another without reading anything; -1 behind the last.</summary>
    private static int Successor(NodeList list, bool[] isNullable, int index, int number)
    {
        GrammarNode node = list.Nodes[index];
        switch (node.Kind)
        {
            case GrammarNodeKind.Split:
                return number < node.Second - node.First ? list.Targets[node.First + number] : -1;
            case GrammarNodeKind.Call or GrammarNodeKind.Repeat:
                bool skips = isNullable[node.First] || (node.Kind == GrammarNodeKind.Repeat && node.Least == 0);
                return number switch
                {
                    0 => node.First,
                    1 when skips => node.Second,
                    _ => -1,
                };
            default:
                return -1;
        }
    }
}
