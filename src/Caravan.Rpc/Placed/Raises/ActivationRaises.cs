// Activations by number, joined with a product, or capped.
using Caravan.Graph;
using Caravan.Tensors;

namespace Caravan.Rpc;

/// <summary>Raises of UNARY, FUSED_MUL_UNARY, SOFTCAP and SOFT_CAP_MAX.</summary>
internal static class ActivationRaises
{
    private const int BroadcastWord = 14;

    // ik_llama.cpp's own: from here on a limit counts.
    private const float SmallestProductLimit = 1e-6f;

    /// <summary>UNARY by the dialect's numbers; two of ik_llama.cpp's are GLUs of the halves of a row.</summary>
    internal static void RaiseUnary(Raising raising)
    {
        OpParameters parameters = raising.Parameters;
        switch (FunctionOf(raising))
        {
            case WireUnary.SwiGlu:
                raising.Result(GraphOp.Glu, OpParameters.Integers((int)GluOp.SwiGlu), raising.Source(0));
                return;
            case WireUnary.SwiGluOai:
                parameters[0] = (int)GluOp.SwiGluOai;
                parameters[1] = 0;
                raising.Result(GraphOp.Glu, parameters, raising.Source(0), raising.OptionalSource(1));
                return;
            default:
                parameters[0] = (int)Canonical(raising, FunctionOf(raising));
                raising.Result(GraphOp.Unary, parameters, raising.Source(0));
                return;
        }
    }

    /// <summary>Whether the gate is one number for each row decides what FUSED_MUL_UNARY becomes.</summary>
    internal static void PrepareMulUnary(ParsedGraph graph, int position)
    {
        ReadOnlySpan<int> sources = graph.Sources(position);
        ref TensorDescriptor node = ref graph.Descriptor(position);
        for (int word = 2; word < OpParameters.Words; word++)
        {
            node.Parameters[word] = 0;
        }

        if (sources[0] >= 0 && sources[1] >= 0)
        {
            graph.Mark(sources[0], TensorMarks.ShapesStructure);
            graph.Mark(sources[1], TensorMarks.ShapesStructure);
            node.Parameters[BroadcastWord] = graph.Shape(sources[0]) == graph.Shape(sources[1]) ? 0 : 1;
        }
    }

    /// <summary>FUSED_MUL_UNARY: activation of the gate (source 0) times source 1, with a limit on both.</summary>
    internal static void RaiseMulUnary(Raising raising)
    {
        GraphTensor gate = raising.Source(0);
        GraphTensor up = raising.Source(1);
        WireUnary function = FunctionOf(raising);
        float limit = raising.Parameters.Float(1);
        bool isLimited = limit >= SmallestProductLimit;
        bool isBroadcast = raising.Parameters[BroadcastWord] != 0;
        if (!isBroadcast && (!isLimited || function != WireUnary.Silu))
        {
            raising.Result(GraphOp.Glu, OpParameters.Integers((int)GluOf(raising, function)), gate, up);
            return;
        }

        if (isBroadcast && function is not (WireUnary.Silu or WireUnary.Sigmoid))
        {
            throw raising.Refusal($"has no form with one gate a row for {function}");
        }

        int gatePlace = raising.SourcePlace(0);
        OpParameters unary = OpParameters.Integers((int)Canonical(raising, function));
        GraphTensor active = raising.Scratch(GraphOp.Unary, TensorType.F32, gatePlace, unary, gate);
        if (isLimited)
        {
            active = Capped(raising, active, gatePlace, float.NegativeInfinity, limit);
            up = Capped(raising, up, raising.SourcePlace(1), -limit, limit);
        }

        raising.Result(GraphOp.Mul, default, up, active);
    }

    /// <summary>SOFTCAP: after * tanh(before * x), words 0 and 1.</summary>
    internal static void RaiseSoftCap(Raising raising)
    {
        GraphTensor inside = TanhOf(raising, raising.Parameters.Float(0));
        raising.Result(GraphOp.Scale, OpParameters.Floats(raising.Parameters.Float(1)), inside);
    }

    /// <summary>SOFT_CAP_MAX: a soft cap (words 2 and 3), then SOFT_MAX (words 0 and 1) with the mask.</summary>
    internal static void RaiseSoftCapMax(Raising raising)
    {
        OpParameters parameters = raising.Parameters;
        GraphTensor inside = TanhOf(raising, parameters.Float(2));
        OpParameters after = OpParameters.Floats(parameters.Float(3));
        GraphTensor capped = raising.Scratch(GraphOp.Scale, TensorType.F32, raising.SourcePlace(0), after, inside);
        OpParameters softMax = OpParameters.Integers(parameters[0], parameters[1]);
        raising.Result(GraphOp.SoftMax, softMax, capped, raising.OptionalSource(1));
    }

    /// <summary>The function of a node's word 0.</summary>
    internal static WireUnary FunctionOf(Raising raising)
    {
        int number = raising.Parameters[0];
        return raising.Parsed.Dialect.TryGetUnary(number, out WireUnary function)
            ? function
            : throw raising.Refusal($"there is no unary function {number}");
    }

    /// <summary>The GLU whose activation a function is.</summary>
    internal static GluOp GluOf(Raising raising, WireUnary function) =>
        function switch
        {
            WireUnary.Relu => GluOp.ReGlu,
            WireUnary.Gelu => GluOp.GeGlu,
            WireUnary.Silu => GluOp.SwiGlu,
            _ => throw raising.Refusal($"{function} is no activation of gates"),
        };

    /// <summary>A function under its name in our vocabulary.</summary>
    internal static UnaryOp Canonical(Raising raising, WireUnary function) =>
        Enum.TryParse(function.ToString(), ignoreCase: true, out UnaryOp op)
            ? op
            : throw raising.Refusal($"{function} is no function of ours");

    /// <summary>A tensor of F32 limited to a range.</summary>
    internal static GraphTensor Capped(Raising raising, GraphTensor tensor, int like, float minimum, float maximum) =>
        raising.Scratch(GraphOp.Clamp, TensorType.F32, like, OpParameters.Floats(minimum, maximum), tensor);

    private static GraphTensor TanhOf(Raising raising, float factor)
    {
        int like = raising.SourcePlace(0);
        OpParameters before = OpParameters.Floats(factor);
        GraphTensor scaled = raising.Scratch(GraphOp.Scale, TensorType.F32, like, before, raising.Source(0));
        OpParameters tanh = OpParameters.Integers((int)UnaryOp.Tanh);
        return raising.Scratch(GraphOp.Unary, TensorType.F32, like, tanh, scaled);
    }
}
