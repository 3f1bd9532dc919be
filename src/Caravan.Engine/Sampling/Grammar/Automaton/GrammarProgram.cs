// A grammar compiled to an automaton with a stack.
namespace Caravan.Engine.Sampling.Grammar;

/// <summary>The nodes of a grammar, checked; immutable and shared.</summary>
internal sealed class GrammarProgram
{
    private GrammarProgram(NodeList nodes, int start)
    {
        Nodes = [.. nodes.Nodes];
        Edges = [.. nodes.Edges];
        Targets = [.. nodes.Targets];
        Start = start;
        ClassOf = Classify(Edges);
        ClassCount = ClassOf.Max() + 1;
    }

    /// <summary>The nodes; node 0 is the end of every rule.</summary>
    public GrammarNode[] Nodes { get; }

    /// <summary>The edges of Bytes nodes.</summary>
    public ByteEdge[] Edges { get; }

    /// <summary>The targets of Split nodes.</summary>
    public int[] Targets { get; }

    /// <summary>The node at which texts begin.</summary>
    public int Start { get; }

    /// <summary>The class of each byte; the grammar cannot tell bytes of one class apart.</summary>
    public byte[] ClassOf { get; }

    /// <summary>Number of classes.</summary>
    public int ClassCount { get; }

    /// <summary>Compiles a grammar.</summary>
    /// <exception cref="GrammarException">It cannot be used.</exception>
    public static GrammarProgram Build(GrammarDefinition definition, TokenNames names)
    {
        NodeList nodes = new();
        ExpressionCompiler compiler = new(nodes, names);
        int[] entries = new int[definition.Rules.Count];
        for (int rule = 0; rule < entries.Length; rule++)
        {
            nodes.Rule = rule;
            entries[rule] = compiler.Compile(definition.Rules[rule].Body, NodeList.End);
        }

        for (int i = 0; i < nodes.Nodes.Count; i++)
        {
            if (nodes.Nodes[i].Kind == GrammarNodeKind.Call)
            {
                nodes.Nodes[i] = nodes.Nodes[i] with { First = entries[nodes.Nodes[i].First] };
            }
        }

        new NonEmptyCopies(nodes).RewriteRepeats();
        NodeChecks.Check(nodes, entries[definition.Root], definition.Rules);
        return new GrammarProgram(nodes, entries[definition.Root]);
    }

    private static byte[] Classify(ByteEdge[] edges)
    {
        bool[] begins = new bool[257];
        foreach (ByteEdge edge in edges)
        {
            begins[edge.First] = true;
            begins[edge.Last + 1] = true;
        }

        byte[] classes = new byte[256];
        for (int value = 1; value < classes.Length; value++)
        {
            classes[value] = (byte)(classes[value - 1] + (begins[value] ? 1 : 0));
        }

        return classes;
    }
}
