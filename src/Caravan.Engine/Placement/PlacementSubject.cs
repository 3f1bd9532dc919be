// What placement has to know about a model.
using System.Collections.Immutable;
using Caravan.Graph;
using Caravan.Models;

namespace Caravan.Engine;

/// <summary>The parts of a model that have to lie somewhere.</summary>
/// <param name="Weights">Weights that a step uses, each once.</param>
/// <param name="CacheBytes">Bytes of the KV cache of each layer.</param>
/// <param name="HasTiedOutput">The token embedding is the output matrix too.</param>
public sealed record PlacementSubject(
    ImmutableArray<PlacedWeight> Weights,
    ImmutableArray<long> CacheBytes,
    bool HasTiedOutput
)
{
    /// <summary>Number of layers.</summary>
    public int Layers => CacheBytes.Length;

    /// <summary>What a model's graph uses.</summary>
    /// <param name="graph">The graph of a step.</param>
    /// <param name="layers">Layers of the model.</param>
    public static PlacementSubject Of(ModelGraph graph, int layers)
    {
        ArgumentNullException.ThrowIfNull(graph);
        List<GraphTensor> weights = [.. graph.Graph.Leaves(TensorRole.Weight)];
        long[] caches = new long[layers];
        foreach (LayerCache cache in graph.Caches)
        {
            caches[cache.Layer] += Bytes(cache.Key) + (cache.Value is { } value ? Bytes(value) : 0);
        }

        return new PlacementSubject(
            [.. weights.Select(w => new PlacedWeight(w.Name, Bytes(w)))],
            [.. caches],
            weights.TrueForAll(w => w.Name != "output.weight")
        );
    }

    private static long Bytes(GraphTensor leaf) => leaf.Shape.Evaluate(default).Bytes(leaf.Type);
}
