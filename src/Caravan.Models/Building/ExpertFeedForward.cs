// The feed-forward layer of a mixture of experts.
using Caravan.Graph;

namespace Caravan.Models;

/// <summary>Each token goes through the experts its router chose; their results are summed by weight.</summary>
internal static class ExpertFeedForward
{
    /// <summary>Declares the router and the experts, each kind merged in one tensor.</summary>
    /// <exception cref="ModelException">The experts are stored one by one, as files of 2023 and early 2024 do.</exception>
    internal static void Declare(
        WeightTable weights,
        int layer,
        int width,
        ExpertHyperparameters experts,
        bool mayHaveBias = false
    )
    {
        string separate = ModelGraphBuilder.InLayer(layer, "ffn_gate.0.weight");
        string merged = ModelGraphBuilder.InLayer(layer, "ffn_gate_exps.weight");
        if (!weights.FileHas(merged) && weights.FileHas(separate))
        {
            throw weights.Unsupported(
                separate,
                $"holds one expert alone, a form given up in 2024; expected {merged} with all experts: convert the model again"
            );
        }

        ExpertRouter.Declare(weights, layer, width, experts.Count, mayHaveBias);
        int inner = experts.FeedForwardLength;
        weights.Matrix(merged, width, inner, experts.Count);
        weights.Matrix(ModelGraphBuilder.InLayer(layer, "ffn_up_exps.weight"), width, inner, experts.Count);
        weights.Matrix(ModelGraphBuilder.InLayer(layer, "ffn_down_exps.weight"), inner, width, experts.Count);
    }

    /// <summary>The layer applied to <paramref name="x"/> [width, tokens].</summary>
    internal static GraphTensor Build(ModelGraphBuilder model, int layer, GraphTensor x, ExpertHyperparameters experts)
    {
        GraphBuilder ops = model.Ops;
        Extent tokens = x.Shape.E1;
        (GraphTensor ids, GraphTensor weights) = ExpertRouter.Build(model, layer, x, experts);
        string prefix = ModelGraphBuilder.InLayer(layer, "ffn_");
        GraphTensor input = ops.Reshape(x, x.Shape.E0, 1, tokens);
        GraphTensor up = ops.MulMatId(model.Weight($"{prefix}up_exps.weight"), input, ids);
        up = model.Name(up, "ffn_moe_up", layer);
        GraphTensor gate = ops.MulMatId(model.Weight($"{prefix}gate_exps.weight"), input, ids);
        gate = model.Name(gate, "ffn_moe_gate", layer);
        GraphTensor inner = model.Name(ops.Glu(gate, up, GluOp.SwiGlu), "ffn_moe_swiglu", layer);
        GraphTensor down = ops.MulMatId(model.Weight($"{prefix}down_exps.weight"), inner, ids);
        down = model.Name(down, "ffn_moe_down", layer);
        GraphTensor weighted = model.Name(ops.Mul(down, weights), "ffn_moe_weighted", layer);
        return model.Name(Sum(ops, weighted, experts.Used), "ffn_moe_out", layer);
    }

    private static GraphTensor Sum(GraphBuilder ops, GraphTensor weighted, int used)
    {
        Extents shape = Extents.Shape(weighted.Shape.E0, weighted.Shape.E2);
        GraphTensor[] results = new GraphTensor[used];
        for (int i = 0; i < used; i++)
        {
            results[i] = ops.View(weighted, shape, weighted.Strides.E2, offset: weighted.Strides.E1 * i);
        }

        GraphTensor sum = results[0];
        for (int i = 1; i < used; i++)
        {
            sum = ops.Add(sum, results[i]);
        }

        return used == 1 ? ops.Cont(sum) : sum;
    }
}
