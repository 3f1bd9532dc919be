// Multi-head latent attention: its weights in three file forms, and the projections both forms of attention start from.
using Caravan.Graph;

namespace Caravan.Models;

/// <summary>
/// Multi-head latent attention (DeepSeek-V2, 2024). Files hold the up-projections as <c>attn_kv_b</c>, as <c>attn_k_b</c>
/// and <c>attn_v_b</c>, or as all three; the form a graph needs is derived where it is not given.
/// </summary>
internal static class LatentAttention
{
    /// <summary>Declares the weights of a layer.</summary>
    /// <exception cref="ModelException">Neither form of the up-projections is whole.</exception>
    internal static void Declare(WeightTable weights, ModelHyperparameters model, int layer)
    {
        LatentHyperparameters latent = model.Latent!;
        int rank = latent.KeyValueRank;
        int rotated = model.Rope.Dimensions;
        int unrotated = model.KeyLength - rotated;
        if (HasQueryRank(weights, latent, layer))
        {
            weights.Matrix(Full("attn_q_a.weight"), model.Width, latent.QueryRank);
            weights.Vector(Full("attn_q_a_norm.weight"), latent.QueryRank);
            weights.Matrix(Full("attn_q_b.weight"), latent.QueryRank, model.Heads * model.KeyLength);
        }
        else
        {
            weights.Matrix(Full("attn_q.weight"), model.Width, model.Heads * model.KeyLength);
        }

        weights.Matrix(Full("attn_kv_a_mqa.weight"), model.Width, rank + rotated);
        weights.Vector(Full("attn_kv_a_norm.weight"), rank);
        bool combined = weights.TryMatrix(
            Full("attn_kv_b.weight"),
            rank,
            model.Heads * (unrotated + model.ValueLength)
        );
        bool keys = weights.TryMatrix(Full("attn_k_b.weight"), unrotated, rank, model.Heads);
        bool values = weights.TryMatrix(Full("attn_v_b.weight"), rank, model.ValueLength, model.Heads);
        if (!combined && !(keys && values))
        {
            throw weights.Unsupported(
                Full("attn_kv_b.weight"),
                "is missing, expected it or both attn_k_b.weight and attn_v_b.weight of the layer"
            );
        }

        weights.Matrix(Full("attn_output.weight"), model.Heads * model.ValueLength, model.Width);

        string Full(string name) => ModelGraphBuilder.InLayer(layer, name);
    }

    /// <summary>Attention of the normed <paramref name="x"/> [width, tokens].</summary>
    internal static GraphTensor Build(ModelGraphBuilder model, int layer, GraphTensor x)
    {
        GraphBuilder ops = model.Ops;
        ModelHyperparameters h = model.Model;
        int rank = h.Latent!.KeyValueRank;
        int rotated = h.Rope.Dimensions;
        int unrotated = h.KeyLength - rotated;

        GraphTensor q = Queries(model, layer, x);
        Extent headBytes = Extents.RowBytes(q.Type, h.KeyLength);
        GraphTensor unrotatedQuery = ops.View(
            q,
            Extents.Shape(unrotated, h.Heads, Extent.Tokens),
            headBytes,
            q.Strides.E1
        );
        unrotatedQuery = model.Name(unrotatedQuery, "q_nope", layer);
        GraphTensor rotatedQuery = ops.View(
            q,
            Extents.Shape(rotated, h.Heads, Extent.Tokens),
            headBytes,
            q.Strides.E1,
            offset: Extents.RowBytes(q.Type, unrotated)
        );

        GraphTensor compressed = model.Linear(x, ModelGraphBuilder.InLayer(layer, "attn_kv_a_mqa"));
        compressed = model.Name(compressed, "kv_cmpr_pe", layer);
        GraphTensor latent = ops.View(compressed, Extents.Shape(rank, Extent.Tokens), compressed.Strides.E1);
        GraphTensor rotatedKey = ops.View(
            compressed,
            Extents.Shape(rotated, 1, Extent.Tokens),
            compressed.Strides.E1,
            compressed.Strides.E1,
            offset: Extents.RowBytes(compressed.Type, rank)
        );
        rotatedQuery = model.Name(ops.Rope(rotatedQuery, model.Positions, model.Rope), "q_pe", layer);
        rotatedKey = model.Name(ops.Rope(rotatedKey, model.Positions, model.Rope), "k_pe", layer);
        latent = model.Norm(latent, ModelGraphBuilder.InLayer(layer, "attn_kv_a_norm.weight"));
        latent = model.Name(latent, "kv_cmpr", layer);

        LatentParts parts = new(unrotatedQuery, rotatedQuery, latent, rotatedKey);
        float scale = RopeResolution.LatentScoreScale(h.Rope, model.Rope, h.KeyLength);
        GraphTensor attended =
            !IsAbsorbed(model) ? PlainLatentAttention.Build(model, layer, parts, scale)
            : model.Options.UnfoldsLatents ? UnfoldedLatentAttention.Build(model, layer, parts, scale)
            : AbsorbedLatentAttention.Build(model, layer, parts, scale);
        return model.Linear(attended, ModelGraphBuilder.InLayer(layer, "attn_output"));
    }

    /// <summary>Re-forms up-projections of this model.</summary>
    internal static LatentWeights Weights(ModelHyperparameters model) =>
        new(model.Latent!.KeyValueRank, model.KeyLength - model.Rope.Dimensions, model.ValueLength, model.Heads);

    private static GraphTensor Queries(ModelGraphBuilder model, int layer, GraphTensor x)
    {
        if (!HasQueryRank(model.Weights, model.Model.Latent!, layer))
        {
            return model.Name(model.Linear(x, ModelGraphBuilder.InLayer(layer, "attn_q")), "q", layer);
        }

        GraphTensor low = model.Linear(x, ModelGraphBuilder.InLayer(layer, "attn_q_a"));
        low = model.Norm(low, ModelGraphBuilder.InLayer(layer, "attn_q_a_norm.weight"));
        return model.Name(model.Linear(low, ModelGraphBuilder.InLayer(layer, "attn_q_b")), "q", layer);
    }

    // V2-Lite projects queries at once. Some of its files give a rank all the same: the tensors decide.
    private static bool HasQueryRank(WeightTable weights, LatentHyperparameters latent, int layer) =>
        latent.QueryRank > 0 && !weights.FileHas(ModelGraphBuilder.InLayer(layer, "attn_q.weight"));

    private static bool IsAbsorbed(ModelGraphBuilder model)
    {
        switch (model.Options.LatentAttention)
        {
            case null:
                return model.Model.Latent!.StoredForOneHead;
            case 0:
                return false;
            case 1:
                return true;
            case 2 or 3:
                if (!model.Options.UnfoldsLatents)
                {
                    model.Notice(
                        $"latent attention {model.Options.LatentAttention} (-mla) runs as 1 here: absorbed, the same in value"
                    );
                }

                return true;
            default:
                throw new ModelException(
                    $"latent attention (-mla) is {model.Options.LatentAttention}, expected 0, 1, 2 or 3"
                );
        }
    }
}
