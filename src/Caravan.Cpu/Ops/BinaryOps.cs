// Chooses the function of element-wise ops of two operands.
using Caravan.Graph;

namespace Caravan.Cpu;

/// <summary>ADD, SUB, MUL and DIV.</summary>
internal static class BinaryOps
{
    /// <summary>What stands in the way of running the node, or null.</summary>
    internal static string? WhyUnsupported(GraphTensor node) => OpCheck.AllF32(node);

    /// <summary>Makes the step.</summary>
    internal static Step Create(GraphTensor node, StepContext context) =>
        node.Op switch
        {
            GraphOp.Add => new BinaryStep<CombineFunctions.Add>(node, context),
            GraphOp.Sub => new BinaryStep<CombineFunctions.Sub>(node, context),
            GraphOp.Mul => new BinaryStep<CombineFunctions.Mul>(node, context),
            _ => new BinaryStep<CombineFunctions.Div>(node, context),
        };
}
