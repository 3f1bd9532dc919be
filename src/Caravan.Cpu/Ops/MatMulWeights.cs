// The matrix kernel of a node, and why there may be none.
using Caravan.Graph;
using Caravan.Tensors;

namespace Caravan.Cpu;

/// <summary>Look-up of <see cref="MatMulKernel"/> for nodes.</summary>
internal static unsafe class MatMulWeights
{
    /// <summary>What stands in the way of multiplying by the weight in source 0, or null.</summary>
    internal static string? WhyUnsupported(GraphTensor node)
    {
        GraphTensor weight = node.Source(0);
        if (OpCheck.DenseRows(weight) is { } reason)
        {
            return reason;
        }

        bool takesHalves = node.Op == GraphOp.MulMat && OpCheck.IsPlainFloat(node.Source(1).Type);
        if (node.Type != TensorType.F32 || (node.Source(1).Type != TensorType.F32 && !takesHalves))
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

    /// <summary>A kernel for the rows of <paramref name="weight"/>; the one given when it fits.</summary>
    /// <exception cref="DeviceException">There is no kernel for such rows, or they lie where it cannot read them.</exception>
    internal static MatMulKernel For(TensorView* weight, MatMulKernel? last, long lastColumns)
    {
        MatMulKernel kernel = last is not null && lastColumns == weight->Ne0 ? last : Create(weight);
        if (weight->Ne1 % kernel.RowBundle != 0)
        {
            throw new DeviceException(
                $"{weight->Ne1} rows of {weight->Type} do not fill bundles of {kernel.RowBundle} rows"
            );
        }

        // A bundle is read as one run of bytes.
        return kernel.RowBundle == 1 || weight->Nb1 == TensorTypes.Get(weight->Type).RowBytes(weight->Ne0)
            ? kernel
            : throw new DeviceException($"rows of {weight->Type} that lie {weight->Nb1} bytes apart are not adjacent");
    }

    private static MatMulKernel Create(TensorView* weight)
    {
        try
        {
            return MatMulKernel.For(weight->Type, checked((int)weight->Ne0));
        }
        catch (Exception exception) when (exception is TensorFormatException or OverflowException)
        {
            throw new DeviceException(exception.Message, exception);
        }
    }
}
