// Chooses the function of element-wise ops of one operand.
using Caravan.Graph;

namespace Caravan.Cpu;

/// <summary>SCALE, CLAMP, LEAKY_RELU, SQR, SQRT, LOG, SIN, COS and UNARY.</summary>
internal static class MapOps
{
    /// <summary>What stands in the way of running the node, or null.</summary>
    internal static string? WhyUnsupported(GraphTensor node) =>
        node.Op == GraphOp.Unary && !Enum.IsDefined((UnaryOp)node.Parameters[0])
            ? $"UNARY has no function {node.Parameters[0]}"
        : !OpCheck.IsPlainFloat(node.Source(0).Type) || !OpCheck.IsPlainFloat(node.Type)
            ? $"{node.Op} of {node.Source(0).Type} to {node.Type}: both must be F32, F16 or BF16"
        : OpCheck.DenseRows(node);

    /// <summary>Makes the step.</summary>
    internal static Step Create(GraphTensor node, StepContext context) =>
        node.Op switch
        {
            GraphOp.Scale => New<MapFunctions.Scale>(node, context, node.Parameters.Float(0), node.Parameters.Float(1)),
            GraphOp.LeakyRelu => New<MapFunctions.LeakyRelu>(node, context, node.Parameters.Float(0)),
            GraphOp.Clamp => New<MapFunctions.Clamp>(node, context, node.Parameters.Float(0), node.Parameters.Float(1)),
            GraphOp.Sqr => New<MapFunctions.SquaredDifference>(node, context),
            GraphOp.Sqrt => New<MapFunctions.Sqrt>(node, context),
            GraphOp.Log => New<MapFunctions.Log>(node, context),
            GraphOp.Sin => New<MapFunctions.Sin>(node, context),
            GraphOp.Cos => New<MapFunctions.Cos>(node, context),
            _ => CreateUnary(node, context),
        };

    private static Step CreateUnary(GraphTensor node, StepContext context) =>
        (UnaryOp)node.Parameters[0] switch
        {
            UnaryOp.Abs => New<MapFunctions.Abs>(node, context),
            UnaryOp.Sgn => New<MapFunctions.Sgn>(node, context),
            UnaryOp.Neg => New<MapFunctions.Neg>(node, context),
            UnaryOp.Step => New<MapFunctions.Step>(node, context),
            UnaryOp.Tanh => New<MapFunctions.Tanh>(node, context),
            UnaryOp.Elu => New<MapFunctions.Elu>(node, context),
            UnaryOp.Relu => New<MapFunctions.Relu>(node, context),
            UnaryOp.Sigmoid => New<MapFunctions.Sigmoid>(node, context),
            UnaryOp.Gelu => New<MapFunctions.Gelu>(node, context),
            UnaryOp.GeluErf => New<MapFunctions.GeluErf>(node, context),
            UnaryOp.GeluQuick => New<MapFunctions.GeluQuick>(node, context),
            UnaryOp.Silu => New<MapFunctions.Silu>(node, context),
            UnaryOp.HardSwish => New<MapFunctions.HardSwish>(node, context),
            UnaryOp.HardSigmoid => New<MapFunctions.HardSigmoid>(node, context),
            UnaryOp.Exp => New<MapFunctions.Exp>(node, context),
            UnaryOp.SoftPlus => New<MapFunctions.SoftPlus>(node, context),
            UnaryOp.ExpM1 => New<MapFunctions.ExpM1>(node, context),
            UnaryOp.Floor => New<MapFunctions.Floor>(node, context),
            UnaryOp.Ceil => New<MapFunctions.Ceil>(node, context),
            UnaryOp.Round => New<MapFunctions.Round>(node, context),
            UnaryOp.Trunc => New<MapFunctions.Trunc>(node, context),
            UnaryOp.Xielu => new XieluStep(node, context),
            UnaryOp.SqrtSoftPlus => New<MapFunctions.SqrtSoftPlus>(node, context),
            _ => throw new DeviceException($"UNARY has no function {node.Parameters[0]}"),
        };

    private static MapStep<TFunction> New<TFunction>(GraphTensor node, StepContext context, float a = 0, float b = 0)
        where TFunction : struct, IMapFunction => new(node, context, a, b);
}
