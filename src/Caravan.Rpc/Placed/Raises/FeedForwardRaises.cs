// Feed-forward parts that ik_llama.cpp joins: both products and the gated activation.
using Caravan.Graph;
using Caravan.Tensors;

namespace Caravan.Rpc;

/// <summary>Raises of FUSED_UP_GATE and MOE_FUSED_UP_GATE.</summary>
internal static class FeedForwardRaises
{
    private const float OaiAlpha = 1.702f;
    private const float OaiLimit = 7;

    // ik_llama.cpp's own: above this a limit counts.
    private const float NoLimit = 1e-6f;

    /// <summary>FUSED_UP_GATE: up weights, gate weights, activations.</summary>
    internal static void RaiseUpGate(Raising raising)
    {
        GraphTensor activations = raising.Source(2);
        GraphTensor up = Product(raising, GraphOp.MulMat, default, raising.Source(0), activations, null);
        GraphTensor gate = Product(raising, GraphOp.MulMat, default, raising.Source(1), activations, null);
        Activate(raising, gate, up);
    }

    /// <summary>
    /// MOE_FUSED_UP_GATE: up weights, gate weights (none when both are merged in source 0, gates first), activations, ids,
    /// up bias, gate bias (merged like the weights).
    /// </summary>
    internal static void RaiseExperts(Raising raising)
    {
        bool isMerged = !raising.HasSource(1);
        GraphTensor upWeights = isMerged ? raising.Part(0, PlaceRule.SecondHalfOfRows) : raising.Source(0);
        GraphTensor gateWeights = isMerged ? raising.Part(0, PlaceRule.FirstHalfOfRows) : raising.Source(1);
        GraphTensor activations = raising.Source(2);
        GraphTensor ids = raising.Source(3);
        OpParameters parameters = default;
        parameters.IndexRule = IndexRule.Zero;
        GraphTensor up = Product(raising, GraphOp.MulMatId, parameters, upWeights, activations, ids);
        GraphTensor gate = Product(raising, GraphOp.MulMatId, parameters, gateWeights, activations, ids);
        if (isMerged && raising.HasSource(4))
        {
            up = Biased(raising, up, raising.Part(4, PlaceRule.SecondHalfOfColumns), ids);
            gate = Biased(raising, gate, raising.Part(4, PlaceRule.FirstHalfOfColumns), ids);
        }
        else
        {
            up = raising.OptionalSource(4) is { } upBias ? Biased(raising, up, upBias, ids) : up;
            gate = raising.OptionalSource(5) is { } gateBias ? Biased(raising, gate, gateBias, ids) : gate;
        }

        Activate(raising, gate, up);
    }

    private static GraphTensor Product(
        Raising raising,
        GraphOp op,
        OpParameters parameters,
        GraphTensor weights,
        GraphTensor activations,
        GraphTensor? ids
    ) =>
        ids is null
            ? raising.Scratch(op, TensorType.F32, raising.Node, parameters, weights, activations)
            : raising.Scratch(op, TensorType.F32, raising.Node, parameters, weights, activations, ids);

    private static GraphTensor Biased(Raising raising, GraphTensor product, GraphTensor bias, GraphTensor ids) =>
        raising.Scratch(GraphOp.AddId, TensorType.F32, raising.Node, default, product, bias, ids);

    // Word 0 is the function, word 1 a limit: on the activated gate from above, on the other factor from both sides.
    private static void Activate(Raising raising, GraphTensor gate, GraphTensor up)
    {
        WireUnary function = ActivationRaises.FunctionOf(raising);
        float limit = raising.Parameters.Float(1);
        if (function == WireUnary.SwiGluOai)
        {
            if (limit > NoLimit)
            {
                throw raising.Refusal($"has a limit of {limit} besides the function's own");
            }

            OpParameters glu = OpParameters.Integers((int)GluOp.SwiGluOai);
            glu.SetFloat(2, OaiAlpha);
            glu.SetFloat(3, OaiLimit);
            raising.Result(GraphOp.Glu, glu, gate, up);
            return;
        }

        GluOp gluOp = ActivationRaises.GluOf(raising, function);
        if (!(limit > NoLimit))
        {
            raising.Result(GraphOp.Glu, OpParameters.Integers((int)gluOp), gate, up);
            return;
        }

        OpParameters unary = OpParameters.Integers((int)ActivationRaises.Canonical(raising, function));
        GraphTensor active = raising.Scratch(GraphOp.Unary, TensorType.F32, raising.Node, unary, gate);
        active = ActivationRaises.Capped(raising, active, raising.Node, float.NegativeInfinity, limit);
        up = ActivationRaises.Capped(raising, up, raising.Node, -limit, limit);
        raising.Result(GraphOp.Mul, default, up, active);
    }
}
