// Keeps counted repetitions from counting rounds that read nothing.
namespace Caravan.Engine.Sampling.Grammar;

/// <summary>
/// A body that may be empty, repeated m to n times, is the same body without its empty text, repeated 0 to n times. The
/// body without its empty text is a copy of the nodes that can be reached before anything is read.
/// </summary>
internal sealed class NonEmptyCopies
{
    private const int Nothing = -1;
    private readonly NodeList list;
    private readonly bool[] isNullable;
    private readonly Dictionary<int, int> copies = [];
    private readonly Queue<(int Original, int Copy)> open = new();

    /// <summary>Rewrites the nodes of a grammar.</summary>
    public NonEmptyCopies(NodeList list)
    {
        this.list = list;
        isNullable = NodeReach.Find(list, byEmptyText: true);
    }

    /// <summary>Rewrites every counted repetition whose body may be empty.</summary>
    public void RewriteRepeats()
    {
        for (int i = 0; i < list.Nodes.Count; i++)
        {
            GrammarNode node = list.Nodes[i];
            if (node.Kind == GrammarNodeKind.Repeat && IsNullable(node.First))
            {
                list.Nodes[i] = node with { First = CopyOf(node.First), Least = 0 };
            }

            while (open.TryDequeue(out (int Original, int Copy) next))
            {
                Fill(next.Original, next.Copy);
            }
        }
    }

    private bool IsNullable(int node) => node < isNullable.Length && isNullable[node];

    /// <summary>The node's texts but the empty one; a node without targets where there are none.</summary>
    private int CopyOf(int node)
    {
        if (!copies.TryGetValue(node, out int copy))
        {
            list.Rule = list.Nodes[node].Rule;
            copy = list.AddSplit();
            copies.Add(node, copy);
            open.Enqueue((node, copy));
        }

        return copy;
    }

    private void Fill(int original, int copy)
    {
        GrammarNode node = list.Nodes[original];
        list.Rule = node.Rule;
        switch (node.Kind)
        {
            case GrammarNodeKind.Bytes or GrammarNodeKind.Token:
                list.SetTargets(copy, original);
                break;
            case GrammarNodeKind.Split:
                int[] targets = [.. list.Targets.GetRange(node.First, node.Second - node.First)];
                list.SetTargets(copy, [.. targets.Select(CopyOf)]);
                break;
            case GrammarNodeKind.Call:
                Join(
                    copy,
                    list.Add(GrammarNodeKind.Call, CopyOf(node.First), node.Second),
                    IsNullable(node.First),
                    node
                );
                break;
            case GrammarNodeKind.Repeat:
                // At least one round that reads something, then any way on; or no round at all and something after it.
                bool skips = node.Least == 0 || IsNullable(node.First);
                int body = IsNullable(node.First) ? CopyOf(node.First) : node.First;
                int least = skips ? 1 : node.Least;
                Join(copy, list.Add(GrammarNodeKind.Repeat, body, node.Second, least, node.Most), skips, node);
                break;
        }
    }

    private void Join(int copy, int through, bool skips, GrammarNode node)
    {
        int past = skips ? CopyOf(node.Second) : Nothing;
        list.SetTargets(copy, past == Nothing ? [through] : [through, past]);
    }
}
