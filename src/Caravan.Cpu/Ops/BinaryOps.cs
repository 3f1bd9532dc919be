// Chooses the function of element-wise ops of two operands.
using Caravan.Graph;
using Caravan.Tensors;

namespace Caravan.Cpu;

/// <summary>ADD, ADD1, SUB, MUL and DIV.</summary>
internal static class BinaryOps
{
    /// <summary>What stands in the way of running the node, or null.</summary>
    internal static string? WhyUnsupported(GraphTensor node)
    {
        TensorType type = node.Source(0).Type;
        if (!OpCheck.IsPlainFloat(node.Source(1).Type))
        {
            return $"{node.Op} of {node.Source(1).Type}: source 1 ({node.Source(1).Name}) must be F32, F16 or BF16";
        }

        if (OpCheck.IsPlainFloat(type))
        {
            return OpCheck.IsPlainFloat(node.Type)
                ? OpCheck.DenseRows(node)
                : $"{node.Op} of {type} to {node.Type}: the result must be F32, F16 or BF16";
        }

        bool isAddition = node.Op is GraphOp.Add or GraphOp.Add1;
        bool isReadable = RowReader.TryFor(type) is { RowsTogether: 1 };
        bool isWritable = node.Type == TensorType.F32 || (node.Type == type && RowWriter.TryFor(type) is not null);
        return isAddition && isReadable && isWritable
            ? OpCheck.DenseRows(node) ?? OpCheck.DenseRows(node.Source(0))
            : $"{node.Op} of {type} to {node.Type}";
    }

    /// <summary>Makes the step.</summary>
    internal static Step Create(GraphTensor node, StepContext context) =>
        node.Op switch
        {
            GraphOp.Add or GraphOp.Add1 => new BinaryStep<CombineFunctions.Add>(node, context),
            GraphOp.Sub => new BinaryStep<CombineFunctions.Sub>(node, context),
            GraphOp.Mul => new BinaryStep<CombineFunctions.Mul>(node, context),
            _ => new BinaryStep<CombineFunctions.Div>(node, context),
        };
}
