// Chooses experts for each token and their weights.
using Caravan.Graph;

namespace Caravan.Models;

/// <summary>The router of a mixture of experts, as llama.cpp builds it.</summary>
internal static class ExpertRouter
{
    // The smallest normal half: the sum of chosen weights is kept above it before dividing.
    private const float SmallestSum = 6.103515625e-5f;

    /// <summary>Declares the router's weights.</summary>
    internal static void Declare(WeightTable weights, int layer, int width, int experts, bool mayHaveBias)
    {
        weights.Matrix(ModelGraphBuilder.InLayer(layer, "ffn_gate_inp.weight"), width, experts);
        if (mayHaveBias)
        {
            weights.TryVector(ModelGraphBuilder.InLayer(layer, "exp_probs_b.bias"), experts);
        }
    }

    /// <summary>Ids of the chosen experts, I32 [used, tokens], and their weights, [1, used, tokens].</summary>
    internal static (GraphTensor Ids, GraphTensor Weights) Build(
        ModelGraphBuilder model,
        int layer,
        GraphTensor x,
        ExpertHyperparameters experts
    )
    {
        GraphBuilder ops = model.Ops;
        Extent tokens = x.Shape.E1;
        string prefix = ModelGraphBuilder.InLayer(layer, "");
        GraphTensor logits = model.Name(model.Linear(x, $"{prefix}ffn_gate_inp"), "ffn_moe_logits", layer);
        GraphTensor probabilities =
            experts.Gating == ExpertGating.Sigmoid ? ops.Unary(logits, UnaryOp.Sigmoid) : ops.SoftMax(logits);
        probabilities = model.Name(probabilities, "ffn_moe_probs", layer);

        // The bias steers which experts are chosen, not what they weigh.
        GraphTensor selection = probabilities;
        string bias = $"{prefix}exp_probs_b.bias";
        if (model.Weights.Has(bias))
        {
            selection = model.Name(ops.Add(selection, model.Weight(bias)), "ffn_moe_probs_biased", layer);
        }

        if (experts.GroupCount > 1 && model.Options.GroupedRouting)
        {
            selection = KeepBestGroups(model, layer, selection, experts);
        }

        GraphTensor ids = model.Name(ops.TopK(selection, experts.Used), "ffn_moe_topk", layer);
        GraphTensor weights = ops.GetRows(ops.Reshape(probabilities, 1, experts.Count, tokens), ids);
        weights = model.Name(weights, "ffn_moe_weights", layer);
        if (experts.NormalizeWeights)
        {
            GraphTensor flat = ops.Reshape(weights, experts.Used, tokens);
            GraphTensor sum = model.Name(ops.SumRows(flat), "ffn_moe_weights_sum", layer);
            sum = model.Name(ops.Clamp(sum, SmallestSum, float.PositiveInfinity), "ffn_moe_weights_sum_clamped", layer);
            flat = model.Name(ops.Div(flat, sum), "ffn_moe_weights_norm", layer);
            weights = ops.Reshape(flat, 1, experts.Used, tokens);
        }

        if (experts.WeightsScale is not (0 or 1))
        {
            weights = model.Name(ops.Scale(weights, experts.WeightsScale), "ffn_moe_weights_scaled", layer);
        }

        return (ids, weights);
    }

    /// <summary>Sets experts outside the best groups to minus infinity; a group counts as much as its two best experts.</summary>
    private static GraphTensor KeepBestGroups(
        ModelGraphBuilder model,
        int layer,
        GraphTensor selection,
        ExpertHyperparameters experts
    )
    {
        GraphBuilder ops = model.Ops;
        Extent tokens = selection.Shape.E1;
        int groups = experts.GroupCount;
        int groupSize = experts.Count / groups;
        GraphTensor grouped = ops.Reshape(selection, groupSize, groups, tokens);
        GraphTensor bestIds = ops.TopK(grouped, 2);
        GraphTensor best = ops.GetRows(ops.Reshape(selection, 1, groupSize, groups, tokens), bestIds);
        GraphTensor scores = ops.SumRows(ops.Reshape(best, 2, groups, tokens));
        GraphTensor kept = ops.TopK(ops.Reshape(scores, groups, tokens), experts.GroupsUsed);
        kept = model.Name(kept, "ffn_moe_group_topk", layer);
        GraphTensor keptValues = ops.GetRows(grouped, kept);
        GraphTensor nothing = ops.Scale(grouped, 0, float.NegativeInfinity);
        GraphTensor masked = ops.Reshape(ops.SetRows(nothing, keptValues, kept), experts.Count, tokens);
        return model.Name(masked, "ffn_moe_probs_masked", layer);
    }
}
