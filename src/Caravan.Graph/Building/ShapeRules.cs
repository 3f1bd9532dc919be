// Conditions on operands that several ops share, with messages that name both operands.
namespace Caravan.Graph;

internal static class ShapeRules
{
    /// <summary>Requires a condition; the message says which op and what was wrong.</summary>
    internal static void Require(bool condition, GraphOp op, string message, params ReadOnlySpan<GraphTensor?> operands)
    {
        if (condition)
        {
            return;
        }

        List<string> described = [];
        foreach (GraphTensor? operand in operands)
        {
            described.Add(operand is null ? "none" : $"{operand.Name} {operand.Type} {operand.Shape}");
        }

        throw new GraphException($"{op}: {message}; found {string.Join(" and ", described)}");
    }

    /// <summary>True when <paramref name="small"/> repeats a whole number of times to fill <paramref name="large"/>.</summary>
    internal static bool CanRepeat(GraphTensor small, GraphTensor large) =>
        large.Shape.E0.IsMultipleOf(small.Shape.E0)
        && large.Shape.E1.IsMultipleOf(small.Shape.E1)
        && large.Shape.E2.IsMultipleOf(small.Shape.E2)
        && large.Shape.E3.IsMultipleOf(small.Shape.E3);

    /// <summary>True for an I32 or I64 tensor.</summary>
    internal static bool IsIndex(GraphTensor tensor) => tensor.Type is Tensors.TensorType.I32 or Tensors.TensorType.I64;
}
