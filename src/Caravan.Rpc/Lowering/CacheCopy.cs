// Cache writes that a worker takes only as copies into a part of the cache.
using Caravan.Graph;
using Caravan.Tensors;

namespace Caravan.Rpc;

/// <summary>
/// K stores rows of some types by CPY alone. Then the rows stored must follow one another, and where they begin stands in
/// the graph, which differs for every token.
/// </summary>
internal static class CacheCopy
{
    /// <summary>True for the types of whose rows the dialect makes copies.</summary>
    internal static bool IsCopied(TensorType type, Dialect dialect) =>
        dialect.Family == DialectFamily.Ik && type is TensorType.Q6_0 or TensorType.Q8_KV;

    /// <summary>True for a SET_ROWS that becomes a CPY.</summary>
    internal static bool IsCopy(GraphTensor node, Dialect dialect) =>
        node.Op == GraphOp.SetRows
        && IsCopied(node.Type, dialect)
        && node.Source(1) is { Role: TensorRole.Input, ViewSource: null, Type: TensorType.I64 };
}
