// Builds the graph of our vocabulary from a client's graph.
using System.Collections.Immutable;
using Caravan.Graph;
using Caravan.Tensors;

namespace Caravan.Rpc;

/// <summary>The graph under construction, and the node whose raise is running.</summary>
internal sealed class Raising
{
    private readonly GraphBuilder builder = new();
    private readonly GraphTensor?[] made;
    private readonly ImmutableArray<int>.Builder places = ImmutableArray.CreateBuilder<int>();
    private readonly ImmutableArray<int>.Builder shapeSources = ImmutableArray.CreateBuilder<int>();
    private readonly ImmutableArray<int>.Builder origins = ImmutableArray.CreateBuilder<int>();
    private readonly List<DerivedPlace> derived = [];

    private Raising(ParsedGraph parsed)
    {
        Parsed = parsed;
        made = new GraphTensor?[parsed.TensorCount];
    }

    /// <summary>The client's graph.</summary>
    internal ParsedGraph Parsed { get; }

    /// <summary>Position of the node in the table, and index of its place.</summary>
    internal int Node { get; private set; }

    /// <summary>Canonical parameters of the node.</summary>
    internal OpParameters Parameters => Parsed.Descriptor(Node).Parameters;

    /// <summary>Caches of ROPE_CACHE by position: what a ROPE over them needs.</summary>
    internal Dictionary<int, RopeCacheValues> RopeCaches { get; } = [];

    /// <summary>Raises a whole graph whose parameters were prepared.</summary>
    /// <exception cref="PlacedGraphException">An op is refused, a source is missing or computed later.</exception>
    internal static RaisedGraph Run(ParsedGraph parsed)
    {
        Raising raising = new(parsed);
        foreach (int position in parsed.Executed)
        {
            raising.Node = position;
            RaiseRule rule = RaiseTable.Of(parsed.Op(position));
            try
            {
                (rule.Apply ?? throw parsed.Refusal(position, rule.Summary))(raising);
            }
            catch (Exception exception) when (exception is GraphException or TensorFormatException)
            {
                throw parsed.Refusal(position, exception.Message, exception);
            }
        }

        return raising.Finish();
    }

    /// <summary>True when the node has a source at <paramref name="index"/>.</summary>
    internal bool HasSource(int index) => SourcePlace(index) >= 0;

    /// <summary>Index of the place of a source, -1 for none.</summary>
    internal int SourcePlace(int index)
    {
        ReadOnlySpan<int> sources = Parsed.Sources(Node);
        return index < sources.Length ? sources[index] : -1;
    }

    /// <summary>A source that must be there.</summary>
    internal GraphTensor Source(int index) => OptionalSource(index) ?? throw Refusal($"has no source {index}");

    /// <summary>A source, or null.</summary>
    internal GraphTensor? OptionalSource(int index)
    {
        int position = SourcePlace(index);
        if (position < 0)
        {
            return null;
        }

        if (made[position] is { } tensor)
        {
            return tensor;
        }

        if ((Parsed.Marks[position] & TensorMarks.Executed) != 0)
        {
            string name = Parsed.Descriptor(position).NameForMessages();
            throw Refusal(
                RopeCaches.ContainsKey(position)
                    ? $"reads '{name}', a ROPE_CACHE, which only ROPE_FAST may read"
                    : $"needs '{name}', which is not computed before it"
            );
        }

        TensorShape shape = Parsed.Shape(position);
        GraphTensor leaf = builder.Leaf(
            Parsed.Descriptor(position).NameForMessages(),
            Parsed.Type(position),
            Extents.Shape(shape),
            Extents.Shape(Parsed.Strides(position)),
            TensorRole.State
        );
        Place(position, position, Node);
        return made[position] = leaf;
    }

    /// <summary>All sources up to the last that is there.</summary>
    internal GraphTensor?[] Sources()
    {
        int count = Parsed.Sources(Node).LastIndexOfAnyExcept(-1) + 1;
        GraphTensor?[] sources = new GraphTensor?[count];
        for (int i = 0; i < count; i++)
        {
            sources[i] = OptionalSource(i);
        }

        return sources;
    }

    /// <summary>A part of a source.</summary>
    internal GraphTensor Part(int index, PlaceRule rule, int argument = 0)
    {
        int source = SourcePlace(index);
        // The whole must be there before the part of it is read.
        GraphTensor whole = Source(index);
        DerivedPlace place = new(source, rule, argument, whole.Type);
        PlacedTensor part = place.Of(new PlacedTensor(null, 0, Parsed.Shape(source), Parsed.Strides(source)));
        GraphTensor leaf = builder.Leaf(
            whole.Name,
            whole.Type,
            Extents.Shape(part.Shape),
            Extents.Shape(part.Strides),
            TensorRole.State
        );
        Place(Parsed.TensorCount + derived.Count, -1, Node);
        derived.Add(place);
        return leaf;
    }

    /// <summary>Adds an op whose result the client does not know.</summary>
    /// <param name="op">The op.</param>
    /// <param name="type">Element type of the result.</param>
    /// <param name="like">Index of the place whose extents the result has.</param>
    /// <param name="parameters">Parameters.</param>
    /// <param name="sources">Sources.</param>
    internal GraphTensor Scratch(
        GraphOp op,
        TensorType type,
        int like,
        OpParameters parameters,
        params ReadOnlySpan<GraphTensor?> sources
    )
    {
        GraphTensor tensor = builder.Node(op, type, Extents.Shape(Parsed.Shape(like)), null, parameters, sources);
        Place(-1, like, Node);
        return builder.Name(tensor, Parsed.Descriptor(Node).NameForMessages());
    }

    /// <summary>Adds the op that writes the node's own tensor.</summary>
    internal void Result(GraphOp op, OpParameters parameters, params ReadOnlySpan<GraphTensor?> sources)
    {
        GraphTensor tensor = builder.Node(
            op,
            Parsed.Type(Node),
            Extents.Shape(Parsed.Shape(Node)),
            Extents.Shape(Parsed.Strides(Node)),
            parameters,
            sources
        );
        Place(Node, Node, Node);
        made[Node] = builder.Name(tensor, Parsed.Descriptor(Node).NameForMessages());
    }

    /// <summary>An exception about the node.</summary>
    internal PlacedGraphException Refusal(string reason) => Parsed.Refusal(Node, reason);

    private void Place(int place, int shapeSource, int origin)
    {
        places.Add(place);
        shapeSources.Add(shapeSource);
        origins.Add(origin);
    }

    private RaisedGraph Finish()
    {
        if (places.Count == 0)
        {
            return new RaisedGraph(null, [], []);
        }

        // A client may read any tensor afterwards, so that none is an output more than another.
        builder.Output(made.Last(tensor => tensor is not null)!);
        PlacedGraph graph = new(builder.Build(), places.ToImmutable(), shapeSources.ToImmutable());
        return new RaisedGraph(graph, [.. derived], origins.ToImmutable());
    }
}
