// Neighbouring products of the same activations in a placed graph.
using Caravan.Graph;

namespace Caravan.Cpu;

/// <summary>MUL_MATs of one activation tensor, as a <see cref="MulMatGroup"/> where no result lies over what another reads.</summary>
internal sealed class PlacedProducts : PlacedStep
{
    private readonly int[] results;
    private readonly int[] reads;

    internal PlacedProducts(IReadOnlyList<GraphTensor> nodes, StepContext context)
        : base(nodes, [.. nodes.Select(node => OpRegistry.Create(node, context))], new MulMatGroup(nodes, context))
    {
        results = [.. nodes.Select(node => node.Id)];
        reads = [.. nodes.SelectMany(node => node.Sources).Select(source => source!.Id).Distinct()];
    }

    /// <summary>True when the second node may follow the first, whatever their places.</summary>
    internal static bool CanFollow(GraphTensor first, GraphTensor second) =>
        first.Op == GraphOp.MulMat
        && second.Op == GraphOp.MulMat
        && first.Source(1).Id == second.Source(1).Id
        && first.Id != second.Source(0).Id
        && first.Id != second.Source(1).Id;

    /// <inheritdoc/>
    protected override bool MayJoin(PlacedViews views) => AreApart(views, results, reads);

    /// <summary>True when no result shares bytes with another result or with anything that is read.</summary>
    internal static bool AreApart(PlacedViews views, int[] results, int[] reads)
    {
        for (int i = 0; i < results.Length; i++)
        {
            for (int other = 0; other < i; other++)
            {
                if (views.Overlap(results[i], results[other]))
                {
                    return false;
                }
            }

            foreach (int read in reads)
            {
                if (views.Overlap(results[i], read))
                {
                    return false;
                }
            }
        }

        return true;
    }
}
