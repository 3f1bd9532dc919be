// Attention masks whose rows a worker wants padded.
using Caravan.Graph;

namespace Caravan.Rpc;

/// <summary>K's attention expects masks with a multiple of 16 rows; what the added rows hold does not matter.</summary>
internal static class MaskRows
{
    private const long Padding = 16;

    /// <summary>Ids of the inputs that are masks and need padding.</summary>
    internal static HashSet<int> Padded(Graph.Graph graph, Dialect dialect) =>
        dialect.Family != DialectFamily.Ik
            ? []
            :
            [
                .. graph
                    .Tensors.Select(t =>
                        t.Op switch
                        {
                            GraphOp.FlashAttention when t.Sources.Length > 3 => t.Sources[3],
                            GraphOp.SoftMax when t.Sources.Length > 1 => t.Sources[1],
                            _ => null,
                        }
                    )
                    .Where(mask => mask is { Op: GraphOp.None, Role: TensorRole.Input })
                    .Select(mask => mask!.Id),
            ];

    /// <summary>Rows with the padding.</summary>
    internal static long Pad(long rows) => (rows + Padding - 1) / Padding * Padding;
}
