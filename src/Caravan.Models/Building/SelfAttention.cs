// Ordinary attention over the cache: store keys and values, then one op or products and a softmax.
using Caravan.Graph;
using Caravan.Tensors;

namespace Caravan.Models;

/// <summary>Multi-head and grouped-query attention with a cache.</summary>
internal static class SelfAttention
{
    /// <summary>
    /// Attention of <paramref name="q"/> [d, heads, tokens] over the cache, into which <paramref name="k"/> [d, kv heads,
    /// tokens] and <paramref name="v"/> [dv, kv heads, tokens] are stored first: [dv * heads, tokens].
    /// </summary>
    internal static GraphTensor Build(
        ModelGraphBuilder model,
        int layer,
        GraphTensor q,
        GraphTensor k,
        GraphTensor v,
        float scale
    )
    {
        int keyLength = (int)k.Shape.E0.Constant;
        int valueLength = (int)v.Shape.E0.Constant;
        int heads = (int)q.Shape.E1.Constant;
        int keyValueHeads = (int)k.Shape.E1.Constant;
        ModelGraphOptions options = model.Options;
        CacheRules.CheckBlocks("a key head", keyLength, options.KeyCacheType);
        GraphTensor keyCache = CacheRules.State(
            model,
            $"cache_k_l{layer}",
            options.KeyCacheType,
            keyLength,
            keyValueHeads
        );
        return options.FlashAttention ? Flash() : Products();

        GraphTensor Flash()
        {
            GraphBuilder ops = model.Ops;
            CacheRules.CheckBlocks("a value head", valueLength, options.ValueCacheType);
            GraphTensor valueCache = CacheRules.State(
                model,
                $"cache_v_l{layer}",
                options.ValueCacheType,
                valueLength,
                keyValueHeads
            );
            model.AddCache(new LayerCache(layer, keyCache, valueCache));
            GraphTensor keys = CacheRules.Store(model, keyCache, k, keyLength, keyValueHeads);
            GraphTensor values = CacheRules.Store(model, valueCache, v, valueLength, keyValueHeads);
            GraphTensor queries = ops.Permute(q, 0, 2, 1, 3);
            GraphTensor result = ops.FlashAttention(queries, keys, values, model.Mask, scale);
            result = model.Name(result, "fattn", layer);
            return model.Name(ops.Reshape(result, valueLength * heads, Extent.Tokens), "kqv_out", layer);
        }

        GraphTensor Products()
        {
            GraphBuilder ops = model.Ops;
            TensorShape valueShape = new(options.ContextLength, valueLength * keyValueHeads);
            GraphTensor valueCache = ops.State($"cache_v_l{layer}", options.ValueCacheType, valueShape);
            model.AddCache(new LayerCache(layer, keyCache, valueCache));
            GraphTensor keys = CacheRules.Store(model, keyCache, k, keyLength, keyValueHeads);
            GraphTensor values = CacheRules.StoreTransposed(model, valueCache, v, valueLength, keyValueHeads);
            GraphTensor queries = ops.Permute(q, 0, 2, 1, 3);
            GraphTensor result = Weighted(model, layer, queries, keys, values, scale);
            return MergeHeads(model, layer, result);
        }
    }

    /// <summary>
    /// Softmax of the products of <paramref name="queries"/> [d, tokens, heads] and <paramref name="keys"/> [d, cache length,
    /// kv heads], times <paramref name="values"/> [cache length, dv, kv heads]: [dv, tokens, heads].
    /// </summary>
    internal static GraphTensor Weighted(
        ModelGraphBuilder model,
        int layer,
        GraphTensor queries,
        GraphTensor keys,
        GraphTensor values,
        float scale
    )
    {
        GraphBuilder ops = model.Ops;
        GraphTensor scores = model.Name(ops.MulMat(keys, queries, highPrecision: true), "kq", layer);
        GraphTensor shares = model.Name(ops.SoftMax(scores, model.Mask, scale), "kq_soft_max", layer);
        return model.Name(ops.MulMat(values, shares), "kqv", layer);
    }

    /// <summary>[dv, tokens, heads] to [dv * heads, tokens].</summary>
    internal static GraphTensor MergeHeads(ModelGraphBuilder model, int layer, GraphTensor perHead)
    {
        GraphTensor merged = model.Ops.Permute(perHead, 0, 2, 1, 3);
        Extents shape = Extents.Shape(merged.Shape.E0 * merged.Shape.E1, merged.Shape.E2);
        return model.Name(model.Ops.Cont(merged, shape), "kqv_out", layer);
    }
}
