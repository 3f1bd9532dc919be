// Latent attention in the plain form: keys and values of every head are projected up and cached.
using Caravan.Graph;

namespace Caravan.Models;

/// <summary>Multi-head attention over keys and values projected up by <c>attn_kv_b</c> (<c>-mla 0</c>).</summary>
internal static class PlainLatentAttention
{
    /// <summary>Attention before the output projection: [value * heads, tokens].</summary>
    internal static GraphTensor Build(ModelGraphBuilder model, int layer, LatentParts parts, float scale)
    {
        GraphBuilder ops = model.Ops;
        ModelHyperparameters h = model.Model;
        int unrotated = h.KeyLength - h.Rope.Dimensions;
        GraphTensor up = model.Name(ops.MulMat(UpProjection(model, layer), parts.Latent), "kv", layer);
        Extent headBytes = Extents.RowBytes(up.Type, unrotated + h.ValueLength);
        GraphTensor unrotatedKey = ops.View(
            up,
            Extents.Shape(unrotated, h.Heads, Extent.Tokens),
            headBytes,
            up.Strides.E1
        );
        unrotatedKey = model.Name(unrotatedKey, "k_nope", layer);
        GraphTensor value = ops.View(
            up,
            Extents.Shape(h.ValueLength, h.Heads, Extent.Tokens),
            headBytes,
            up.Strides.E1,
            offset: Extents.RowBytes(up.Type, unrotated)
        );
        value = model.Name(ops.Cont(value), "Vcur", layer);
        GraphTensor q = model.Name(ops.Concat(parts.UnrotatedQuery, parts.RotatedQuery, 0), "Qcur", layer);
        GraphTensor rotatedKeys = ops.Repeat(parts.RotatedKey, parts.RotatedQuery);
        GraphTensor k = model.Name(ops.Concat(unrotatedKey, rotatedKeys, 0), "Kcur", layer);
        return SelfAttention.Build(model, layer, q, k, value, scale);
    }

    /// <summary>Projects latents up to keys without their rotated part, and values, head after head: [rank, heads * (key + value)].</summary>
    internal static GraphTensor UpProjection(ModelGraphBuilder model, int layer)
    {
        string name = ModelGraphBuilder.InLayer(layer, "attn_kv_b.weight");
        WeightTable weights = model.Weights;
        return weights.Has(name)
            ? model.Weight(name)
            : model.Weight(
                LatentAttention
                    .Weights(model.Model)
                    .CombinedFrom(
                        name,
                        weights.Tensor(ModelGraphBuilder.InLayer(layer, "attn_k_b.weight")),
                        weights.Tensor(ModelGraphBuilder.InLayer(layer, "attn_v_b.weight"))
                    )
            );
    }
}
