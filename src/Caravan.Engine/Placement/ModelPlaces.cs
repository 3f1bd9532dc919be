// Answers op placement's question for a model: where each weight and cache lies.
using Caravan.Graph;
using Caravan.Models;

namespace Caravan.Engine;

/// <summary>The places of a model graph's leaves by a resolved placement.</summary>
internal sealed class ModelPlaces : ILeafPlaces
{
    private readonly ResolvedPlacement placement;
    private readonly Dictionary<int, int> caches = [];

    internal ModelPlaces(ResolvedPlacement placement, ModelGraph graph)
    {
        this.placement = placement;
        DeviceNames = [.. placement.Devices.Devices.Select(d => d.Name)];
        foreach (LayerCache cache in graph.Caches)
        {
            caches[cache.Key.Id] = placement.Caches[cache.Layer];
            if (cache.Value is { } value)
            {
                caches[value.Id] = placement.Caches[cache.Layer];
            }
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> DeviceNames { get; }

    /// <inheritdoc/>
    public int Home => placement.Devices.Home;

    /// <inheritdoc/>
    public int DeviceOf(GraphTensor leaf, GraphTensor user) =>
        leaf.Role == TensorRole.State
            ? caches[leaf.Id]
            // Embeddings are looked up row by row; anything else done with that matrix makes logits.
            : placement.DeviceOf(
                leaf.Name,
                asOutput: user.Op != GraphOp.GetRows && leaf.Name == PlacedWeight.Embedding
            );
}
