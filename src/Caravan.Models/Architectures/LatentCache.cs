// The cache of latent attention with flash attention: a row of latent and rotated key for each position.
using Caravan.Graph;
using Caravan.Tensors;

namespace Caravan.Models;

/// <summary>One row a token for all heads, the latent first: [rank + rotated part, context].</summary>
internal static class LatentCache
{
    /// <summary>The cache tensor of a layer.</summary>
    internal static GraphTensor State(ModelGraphBuilder model, int layer)
    {
        ModelGraphOptions options = model.Options;
        int length = Length(model);
        CacheRules.CheckBlocks("a latent with its rotated key", length, options.KeyCacheType);
        return model.Ops.State(
            $"cache_k_l{layer}",
            options.KeyCacheType,
            new TensorShape(length, options.ContextLength)
        );
    }

    /// <summary>Stores the tokens' rows in a cache of one tensor a layer and returns it as [length, cache length, 1].</summary>
    internal static GraphTensor Store(ModelGraphBuilder model, int layer, LatentParts parts)
    {
        CacheRules.CheckBlocks("a latent", model.Model.Latent!.KeyValueRank, model.Options.KeyCacheType);
        GraphTensor cache = State(model, layer);
        model.AddCache(new LayerCache(layer, cache, null));
        return CacheRules.Store(model, cache, Rows(model, layer, parts), Length(model), 1);
    }

    /// <summary>The tokens' rows: [length, 1, tokens].</summary>
    internal static GraphTensor Rows(ModelGraphBuilder model, int layer, LatentParts parts)
    {
        GraphBuilder ops = model.Ops;
        GraphTensor latent = ops.Reshape(parts.Latent, model.Model.Latent!.KeyValueRank, 1, Extent.Tokens);
        return model.Name(ops.Concat(latent, parts.RotatedKey, 0), "Kcur", layer);
    }

    /// <summary>Elements of a row.</summary>
    internal static int Length(ModelGraphBuilder model) =>
        model.Model.Latent!.KeyValueRank + model.Model.Rope.Dimensions;
}
