// The dense gated feed-forward layer.
using Caravan.Graph;

namespace Caravan.Models;

/// <summary><c>down(silu(gate(x)) * up(x))</c>.</summary>
internal static class FeedForward
{
    /// <summary>Declares the weights; <paramref name="suffix"/> is <c>_shexp</c> for shared experts.</summary>
    internal static void Declare(WeightTable weights, int layer, int width, int inner, string suffix = "")
    {
        weights.Matrix(ModelGraphBuilder.InLayer(layer, $"ffn_gate{suffix}.weight"), width, inner);
        weights.Matrix(ModelGraphBuilder.InLayer(layer, $"ffn_up{suffix}.weight"), width, inner);
        weights.Matrix(ModelGraphBuilder.InLayer(layer, $"ffn_down{suffix}.weight"), inner, width);
    }

    /// <summary>Declares the biases some llama models have.</summary>
    internal static void DeclareBiases(WeightTable weights, int layer, int width, int inner)
    {
        weights.TryVector(ModelGraphBuilder.InLayer(layer, "ffn_gate.bias"), inner);
        weights.TryVector(ModelGraphBuilder.InLayer(layer, "ffn_up.bias"), inner);
        weights.TryVector(ModelGraphBuilder.InLayer(layer, "ffn_down.bias"), width);
    }

    /// <summary>The layer applied to <paramref name="x"/> [width, tokens].</summary>
    internal static GraphTensor Build(ModelGraphBuilder model, int layer, GraphTensor x, string suffix = "")
    {
        string prefix = ModelGraphBuilder.InLayer(layer, "ffn_");
        GraphTensor up = model.Name(model.Linear(x, $"{prefix}up{suffix}"), "ffn_up", layer);
        GraphTensor gate = model.Name(model.Linear(x, $"{prefix}gate{suffix}"), "ffn_gate", layer);
        GraphTensor inner = model.Name(model.Ops.Glu(gate, up, GluOp.SwiGlu), "ffn_swiglu", layer);
        return model.Name(
            model.Linear(inner, $"{prefix}down{suffix}"),
            suffix == "" ? "ffn_out" : $"ffn{suffix}",
            layer
        );
    }
}
