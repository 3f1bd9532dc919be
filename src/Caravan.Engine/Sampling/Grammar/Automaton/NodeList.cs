// The nodes of a grammar's automaton while it is built.
namespace Caravan.Engine.Sampling.Grammar;

/// <summary>Growing nodes, edges and targets. Node 0 is the end of every rule.</summary>
internal sealed class NodeList
{
    /// <summary>The end of every rule.</summary>
    public const int End = 0;

    private readonly Dictionary<(byte, byte, int), int> single = [];

    /// <summary>The nodes.</summary>
    public List<GrammarNode> Nodes { get; } = [default];

    /// <summary>The edges of Bytes nodes.</summary>
    public List<ByteEdge> Edges { get; } = [];

    /// <summary>The targets of Split nodes.</summary>
    public List<int> Targets { get; } = [];

    /// <summary>The rule that new nodes belong to.</summary>
    public int Rule { get; set; }

    /// <summary>Adds a node of the current rule.</summary>
    /// <exception cref="GrammarException">There are too many.</exception>
    public int Add(GrammarNodeKind kind, int first, int second, int least = 0, int most = 0)
    {
        CheckRoom();
        Nodes.Add(new GrammarNode(kind, first, second, least, most, Rule));
        return Nodes.Count - 1;
    }

    /// <summary>Adds a node that reads a byte.</summary>
    public int AddBytes(params ReadOnlySpan<ByteEdge> edges)
    {
        CheckRoom();
        int start = Edges.Count;
        Edges.AddRange(edges);
        return Add(GrammarNodeKind.Bytes, start, Edges.Count);
    }

    /// <summary>A node that reads a byte of one range; equal ones are shared.</summary>
    public int AddByte(byte first, byte last, int target)
    {
        if (!single.TryGetValue((first, last, target), out int node))
        {
            node = AddBytes(new ByteEdge(first, last, target));
            single.Add((first, last, target), node);
        }

        return node;
    }

    /// <summary>Adds a node that goes on at each target.</summary>
    public int AddSplit(params ReadOnlySpan<int> targets)
    {
        int node = Add(GrammarNodeKind.Split, 0, 0);
        SetTargets(node, targets);
        return node;
    }

    /// <summary>Gives a split its targets.</summary>
    public void SetTargets(int split, params ReadOnlySpan<int> targets)
    {
        CheckRoom();
        int start = Targets.Count;
        Targets.AddRange(targets);
        Nodes[split] = Nodes[split] with { First = start, Second = Targets.Count };
    }

    private void CheckRoom()
    {
        if (Nodes.Count >= GrammarLimits.Nodes || Edges.Count + Targets.Count >= 4 * GrammarLimits.Nodes)
        {
            throw new GrammarException(
                $"the grammar is too large: its automaton has more than {GrammarLimits.Nodes} nodes"
            );
        }
    }
}
