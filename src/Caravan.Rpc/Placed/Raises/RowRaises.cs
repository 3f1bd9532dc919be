// Ops by row number, copies over other tensors, and sums over experts.
using Caravan.Graph;

namespace Caravan.Rpc;

/// <summary>Raises of GET_ROWS, MUL_MAT_ID, SET_ROWS, CPY, MULTI_ADD and HC_POST.</summary>
internal static class RowRaises
{
    /// <summary>ik_llama.cpp makes rows of indices outside the table zero, which its choice of fewer experts rests on.</summary>
    internal static void PrepareIndexed(ParsedGraph graph, int position)
    {
        ref TensorDescriptor node = ref graph.Descriptor(position);
        int gathers =
            graph.Dialect.Family == DialectFamily.Ik && graph.Op(position) == WireOp.GetRows ? node.Parameters[0] : 0;
        node.Parameters = OpParameters.Integers(gathers);
        node.Parameters.IndexRule = graph.Dialect.Family == DialectFamily.Ik ? IndexRule.Zero : IndexRule.Refuse;
    }

    /// <summary>The first source alone: the destination has the result's place, or is the result itself (a cast).</summary>
    internal static void RaiseCopy(Raising raising) => raising.Result(GraphOp.Cpy, default, raising.Source(0));

    /// <summary>SET_ROWS: data and numbers; the destination has the result's place.</summary>
    internal static void RaiseSetRows(Raising raising) =>
        raising.Result(GraphOp.SetRows, default, raising.Source(0), raising.Source(1));

    /// <summary>MULTI_ADD: its source is the first of the summed rows, the others follow it.</summary>
    internal static void RaiseMultiAdd(Raising raising)
    {
        int rows = raising.Parameters[0];
        if (rows < 1)
        {
            throw raising.Refusal($"cannot add {rows} rows");
        }

        raising.Result(GraphOp.MultiAdd, default, raising.Part(0, PlaceRule.FollowingRows, rows));
    }

    /// <summary>HC_POST of ik_llama.cpp has its sources in another order.</summary>
    internal static void RaiseHcPost(Raising raising) =>
        raising.Result(
            GraphOp.HcPost,
            default,
            raising.Source(0),
            raising.Source(2),
            raising.Source(1),
            raising.Source(3)
        );
}
