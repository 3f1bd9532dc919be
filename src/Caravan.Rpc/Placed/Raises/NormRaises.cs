// Norms that ik_llama.cpp joins with their weights.
using Caravan.Graph;
using Caravan.Tensors;

namespace Caravan.Rpc;

/// <summary>Raises of FUSED_RMS_NORM, FUSED_NORM and FUSED_RMS_RMS_ADD.</summary>
internal static class NormRaises
{
    /// <summary>FUSED_RMS_NORM: a norm times a row of weights, if there is one.</summary>
    internal static void RaiseRmsNorm(Raising raising) => RaiseNorm(raising, GraphOp.RmsNorm);

    /// <summary>FUSED_NORM.</summary>
    internal static void RaiseLayerNorm(Raising raising) => RaiseNorm(raising, GraphOp.Norm);

    /// <summary>FUSED_RMS_RMS_ADD: the sum of two norms, each times its weights.</summary>
    internal static void RaiseSumOfNorms(Raising raising)
    {
        GraphTensor first = Weighted(raising, 0);
        GraphTensor second = Weighted(raising, 2);
        raising.Result(GraphOp.Add, default, first, second);
    }

    private static void RaiseNorm(Raising raising, GraphOp op)
    {
        GraphTensor source = raising.Source(0);
        if (raising.OptionalSource(1) is not { } weights)
        {
            raising.Result(op, raising.Parameters, source);
            return;
        }

        GraphTensor norm = raising.Scratch(op, TensorType.F32, raising.Node, raising.Parameters, source);
        raising.Result(GraphOp.Mul, default, norm, weights);
    }

    private static GraphTensor Weighted(Raising raising, int index)
    {
        GraphTensor source = raising.Source(index);
        if (source.Type != TensorType.F32)
        {
            source = raising.Scratch(GraphOp.Dup, TensorType.F32, raising.SourcePlace(index), default, source);
        }

        GraphTensor norm = raising.Scratch(GraphOp.RmsNorm, TensorType.F32, raising.Node, raising.Parameters, source);
        return raising.Scratch(GraphOp.Mul, TensorType.F32, raising.Node, default, norm, raising.Source(index + 1));
    }
}
