// The matrix kernel of a node, and why there may be none.
using Caravan.Graph;
using Caravan.Tensors;

namespace Caravan.Cpu;

/// <summary>Look-up of <see cref="MatMulKernel"/> for nodes.</summary>
internal static class MatMulWeights
{
    // Far beyond any model; sizes of working memory stay within 63 bits.
    private const long LongestRow = 1 << 26;

    /// <summary>What stands in the way of multiplying by the weight in source 0, or null.</summary>
    internal static string? WhyUnsupported(GraphTensor node)
    {
        GraphTensor weight = node.Source(0);
        if (OpCheck.DenseRows(weight) is { } reason)
        {
            return reason;
        }

        if (node.Type != TensorType.F32 || node.Source(1).Type != TensorType.F32)
        {
            return $"{node.Op} of {node.Source(1).Type} to {node.Type}: activations and result must be F32";
        }

        TensorTypeTraits traits = TensorTypes.Get(weight.Type);
        try
        {
            int columns = weight.Shape.E0.IsConstant ? checked((int)weight.Shape.E0.Constant) : traits.BlockElements;
            int bundle = MatMulKernel.For(weight.Type, columns).RowBundle;
            return weight.Shape.E1.IsConstant && weight.Shape.E1.Constant % bundle != 0
                ? $"{node.Op} by {weight.Type}: {weight.Shape.E1} rows are no multiple of its bundle of {bundle}"
                : null;
        }
        catch (Exception exception) when (exception is TensorFormatException or OverflowException)
        {
            return $"{node.Op} by {weight.Type}: {exception.Message}";
        }
    }

    /// <summary>Requires that a weight's rows have a length that a kernel can take.</summary>
    /// <exception cref="DeviceException">They have not.</exception>
    internal static void RequireLength(GraphTensor node, TensorType type, long columns)
    {
        if (columns > LongestRow || columns % TensorTypes.Get(type).BlockElements != 0)
        {
            throw new DeviceException(
                $"{node.Name} ({node.Op}): rows of {columns} elements of {type}: needs whole blocks, {LongestRow} at most"
            );
        }
    }

    /// <summary>A kernel for rows of <paramref name="columns"/> elements; the one given when it fits.</summary>
    internal static MatMulKernel For(TensorType type, long columns, MatMulKernel? last, long lastColumns) =>
        last is not null && lastColumns == columns ? last : MatMulKernel.For(type, checked((int)columns));
}
