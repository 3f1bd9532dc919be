// The list of ops that graphs of clients may hold.
using System.Collections.Immutable;

namespace Caravan.Rpc;

/// <summary>What becomes of every op of the wire, for people to read.</summary>
public static class PlacedOps
{
    /// <summary>One row for each op that any dialect has.</summary>
    public static ImmutableArray<PlacedOpRow> All { get; } =
    [
        .. Enum.GetValues<WireOp>()
            .Select(op => new PlacedOpRow(
                op,
                Dialect.Ik.NumberOf(op),
                Dialect.Upstream5.NumberOf(op),
                RaiseTable.Of(op).Kind,
                RaiseTable.Of(op).Summary
            )),
    ];
}
