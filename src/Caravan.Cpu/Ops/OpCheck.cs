// Conditions on nodes that several ops share, each with the sentence that says what is wrong.
using Caravan.Graph;
using Caravan.Tensors;

namespace Caravan.Cpu;

/// <summary>Checks of a node's types and layout; null means that the node is fine.</summary>
internal static class OpCheck
{
    /// <summary>The node and its first <paramref name="sources"/> sources, where present, are F32 and its rows dense.</summary>
    internal static string? AllF32(GraphTensor node, int sources = int.MaxValue)
    {
        if (node.Type != TensorType.F32)
        {
            return $"{node.Op} to {node.Type}: the result must be F32";
        }

        for (int i = 0; i < Math.Min(sources, node.Sources.Length); i++)
        {
            if (node.Sources[i] is { } source && source.Type != TensorType.F32)
            {
                return $"{node.Op} of {source.Type}: source {i} ({source.Name}) must be F32";
            }
        }

        return DenseRows(node);
    }

    /// <summary>The node and its sources, where present, are of the types given in order, the node's first.</summary>
    internal static string? Types(GraphTensor node, params ReadOnlySpan<TensorType> types)
    {
        if (node.Type != types[0])
        {
            return $"{node.Op} to {node.Type}: the result must be {types[0]}";
        }

        for (int i = 0; i + 1 < types.Length; i++)
        {
            if (i >= node.Sources.Length || node.Sources[i] is not { } source)
            {
                return $"{node.Op} has no source {i}";
            }

            if (source.Type != types[i + 1])
            {
                return $"{node.Op} of {source.Type}: source {i} ({source.Name}) must be {types[i + 1]}";
            }
        }

        return null;
    }

    /// <summary>The type is F32, F16 or BF16.</summary>
    internal static bool IsPlainFloat(TensorType type) => type is TensorType.F32 or TensorType.F16 or TensorType.BF16;

    /// <summary>The elements of each row of the tensor follow one another.</summary>
    internal static string? DenseRows(GraphTensor tensor) =>
        tensor.Strides.E0 == (Extent)TensorTypes.Get(tensor.Type).BlockBytes
            ? null
            : $"{tensor.Op}: the rows of {tensor.Name} must be dense, but its elements are {tensor.Strides.E0} bytes apart";

    /// <summary>The source is there, of the type, with dense rows.</summary>
    internal static string? DenseSource(GraphTensor node, int index, params ReadOnlySpan<TensorType> types)
    {
        GraphTensor source = node.Source(index);
        return !types.Contains(source.Type)
            ? $"{node.Op}: source {index} ({source.Name}) is {source.Type}, which it cannot take"
            : DenseRows(source);
    }
}
