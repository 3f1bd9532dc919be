// Chooses the function of GLU.
using Caravan.Graph;

namespace Caravan.Cpu;

/// <summary>GLU.</summary>
internal static class GluOps
{
    /// <summary>What stands in the way of running the node, or null.</summary>
    internal static string? WhyUnsupported(GraphTensor node) =>
        !Enum.IsDefined((GluOp)node.Parameters[0]) ? $"GLU has no function {node.Parameters[0]}"
        : OpCheck.IsPlainFloat(node.Type) && node.Sources.All(source => source is null || source.Type == node.Type)
            ? OpCheck.DenseRows(node)
        : $"GLU to {node.Type}: operands and result must be of one type, F32, F16 or BF16";

    /// <summary>Makes the step.</summary>
    internal static Step Create(GraphTensor node, StepContext context) =>
        (GluOp)node.Parameters[0] switch
        {
            GluOp.ReGlu => new GluStep<CombineFunctions.ReGlu>(node, context),
            GluOp.GeGlu => new GluStep<CombineFunctions.GeGlu>(node, context),
            GluOp.SwiGlu => new GluStep<CombineFunctions.SwiGlu>(node, context),
            GluOp.SwiGluOai => new SwiGluOaiStep(node, context),
            GluOp.GeGluErf => new GluStep<CombineFunctions.GeGluErf>(node, context),
            GluOp.GeGluQuick => new GluStep<CombineFunctions.GeGluQuick>(node, context),
            _ => throw new DeviceException($"GLU has no function {node.Parameters[0]}"),
        };
}
