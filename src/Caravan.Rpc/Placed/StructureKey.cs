// The structure of a graph as a row of numbers that can be compared and hashed.
using System.Runtime.InteropServices;
using Caravan.Graph;

namespace Caravan.Rpc;

/// <summary>
/// What must be equal for two graphs to share a program: for each computed node its position, op, type, parameters and the
/// positions and types of its sources, each with whether its rows are dense. Ids, addresses, extents, strides and names are
/// no part of it. Used again for each graph; allocates only to grow.
/// </summary>
internal sealed class StructureKey
{
    private int[] words = [];
    private int count;

    /// <summary>The numbers.</summary>
    internal ReadOnlySpan<int> Words => words.AsSpan(0, count);

    /// <summary>A hash of the numbers.</summary>
    internal int Hash { get; private set; }

    /// <summary>Takes up a graph whose parameters were made canonical.</summary>
    internal void Build(ParsedGraph graph)
    {
        count = 0;
        Add(graph.TensorCount);
        foreach (int position in graph.Executed)
        {
            Reserve(count + 8 + OpParameters.Words + (2 * graph.Dialect.MaximumSources));
            Add(position);
            Add((int)graph.Op(position));
            Add(Layout(graph, position));
            ref TensorDescriptor node = ref graph.Descriptor(position);
            for (int i = 0; i < OpParameters.Words; i++)
            {
                Add(node.Parameters[i]);
            }

            foreach (int source in graph.Sources(position))
            {
                Add(source);
                Add(source < 0 ? 0 : Layout(graph, source));
            }
        }

        HashCode hash = default;
        hash.AddBytes(MemoryMarshal.AsBytes(Words));
        Hash = hash.ToHashCode();
    }

    private static int Layout(ParsedGraph graph, int position) =>
        ((int)graph.Type(position) << 1) | (graph.HasDenseRows(position) ? 1 : 0);

    private void Add(int word)
    {
        Reserve(count + 1);
        words[count++] = word;
    }

    private void Reserve(int wanted)
    {
        if (words.Length < wanted)
        {
            Array.Resize(ref words, Math.Max(wanted, 2 * words.Length));
        }
    }
}
