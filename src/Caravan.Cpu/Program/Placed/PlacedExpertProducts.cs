// Neighbouring products by the same choice of experts in a placed graph.
using Caravan.Graph;

namespace Caravan.Cpu;

/// <summary>MUL_MAT_IDs of the same activations and ids, as one step where their experts are alike and nothing overlaps.</summary>
internal sealed unsafe class PlacedExpertProducts : PlacedStep
{
    private readonly int[] results;
    private readonly int[] reads;
    private readonly int[] weights;

    internal PlacedExpertProducts(IReadOnlyList<GraphTensor> nodes, StepContext context)
        : base(nodes, [.. nodes.Select(node => OpRegistry.Create(node, context))], new MulMatIdOp(nodes, context))
    {
        results = [.. nodes.Select(node => node.Id)];
        reads = [.. nodes.SelectMany(node => node.Sources).Select(source => source!.Id).Distinct()];
        weights = [.. nodes.Select(node => node.Source(0).Id)];
    }

    /// <summary>True when the second node may follow the first, whatever their places.</summary>
    internal static bool CanFollow(GraphTensor first, GraphTensor second) =>
        first.Op == GraphOp.MulMatId
        && second.Op == GraphOp.MulMatId
        && first.Source(1).Id == second.Source(1).Id
        && first.Source(2).Id == second.Source(2).Id
        && first.Source(0).Type == second.Source(0).Type
        && first.Parameters.IndexRule == second.Parameters.IndexRule
        && first.Id != second.Source(0).Id
        && first.Id != second.Source(1).Id
        && first.Id != second.Source(2).Id;

    /// <inheritdoc/>
    protected override bool MayJoin(PlacedViews views)
    {
        TensorView* first = views.Views + weights[0];
        foreach (int id in weights)
        {
            TensorView* weight = views.Views + id;
            if (!weight->SameShape(*first) || weight->Nb1 != first->Nb1)
            {
                return false;
            }
        }

        return PlacedProducts.AreApart(views, results, reads);
    }
}
