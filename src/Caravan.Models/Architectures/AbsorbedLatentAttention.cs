// Latent attention in the absorbed form: queries are projected into the latent, which alone is cached.
using Caravan.Gguf;
using Caravan.Graph;
using Caravan.Tensors;

namespace Caravan.Models;

/// <summary>
/// Attention of all heads over one cached row a token, the latent and the rotated key (<c>-mla 1</c>): <c>attn_k_b</c> is
/// applied to the queries, <c>attn_v_b</c> to the result.
/// </summary>
internal static class AbsorbedLatentAttention
{
    /// <summary>Attention before the output projection: [value * heads, tokens].</summary>
    internal static GraphTensor Build(ModelGraphBuilder model, int layer, LatentParts parts, float scale)
    {
        GraphBuilder ops = model.Ops;
        int rank = model.Model.Latent!.KeyValueRank;
        GraphTensor q = ops.Permute(parts.UnrotatedQuery, 0, 2, 1, 3);
        q = model.Name(ops.MulMat(KeyProjection(model, layer), q), "q_nope_absorbed", layer);
        q = ops.Concat(ops.Permute(q, 0, 2, 1, 3), parts.RotatedQuery, 0);
        q = ops.Permute(model.Name(q, "Qcur", layer), 0, 2, 1, 3);
        ModelGraphOptions options = model.Options;
        GraphTensor result = options.FlashAttention ? Flash() : Products();
        result = ops.MulMat(ValueProjection(model, layer), result);
        return SelfAttention.MergeHeads(model, layer, model.Name(result, "kqv_mla", layer));

        GraphTensor Flash()
        {
            GraphTensor keys = LatentCache.Store(model, layer, parts);
            // The latent stands first in each cached row, so the values are the same bytes.
            GraphTensor values = CacheRules.View(model, keys, rank, 1);
            GraphTensor attended = ops.FlashAttention(q, keys, values, model.Mask, scale);
            return ops.Permute(model.Name(attended, "fattn", layer), 0, 2, 1, 3);
        }

        GraphTensor Products()
        {
            GraphTensor cache = LatentCache.State(model, layer);

            // The latent is cached a second time, transposed, so that no step transposes the whole cache.
            GraphTensor transposed = ops.State(
                $"cache_v_l{layer}",
                options.ValueCacheType,
                new TensorShape(options.ContextLength, rank)
            );
            model.AddCache(new LayerCache(layer, cache, transposed));
            GraphTensor k = LatentCache.Rows(model, layer, parts);
            GraphTensor keys = CacheRules.Store(model, cache, k, LatentCache.Length(model), 1);
            GraphTensor values = CacheRules.StoreTransposed(model, transposed, parts.Latent, rank, 1);
            return SelfAttention.Weighted(model, layer, q, keys, values, scale);
        }
    }

    private static GraphTensor KeyProjection(ModelGraphBuilder model, int layer) =>
        Projection(model, layer, "attn_k_b.weight", LatentAttention.Weights(model.Model).KeyFrom);

    private static GraphTensor ValueProjection(ModelGraphBuilder model, int layer) =>
        Projection(model, layer, "attn_v_b.weight", LatentAttention.Weights(model.Model).ValueFrom);

    private static GraphTensor Projection(
        ModelGraphBuilder model,
        int layer,
        string name,
        Func<string, GgufTensor, DerivedWeight> derive
    )
    {
        string full = ModelGraphBuilder.InLayer(layer, name);
        return model.Weights.Has(full)
            ? model.Weight(full)
            : model.Weight(derive(full, model.Weights.Tensor(ModelGraphBuilder.InLayer(layer, "attn_kv_b.weight"))));
    }
}
