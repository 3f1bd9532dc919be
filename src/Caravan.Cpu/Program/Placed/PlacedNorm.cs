// A norm and the product with its weights in a placed graph.
using Caravan.Graph;
using Caravan.Tensors;

namespace Caravan.Cpu;

/// <summary>
/// A norm whose only reader multiplies it by a row of weights. The norm's own result may stay unwritten where it is scratch,
/// or where the product is written over all of it.
/// </summary>
internal sealed unsafe class PlacedNorm : PlacedStep
{
    private readonly int source;
    private readonly int norm;
    private readonly int product;
    private readonly int weight;

    internal PlacedNorm(GraphTensor norm, GraphTensor product, StepContext context)
        : base(
            [norm, product],
            [OpRegistry.Create(norm, context), OpRegistry.Create(product, context)],
            new NormOp(norm, product, product.Source(1), context)
        )
    {
        source = norm.Source(0).Id;
        this.norm = norm.Id;
        this.product = product.Id;
        weight = product.Source(1).Id;
    }

    /// <summary>True when the nodes are a norm and its product, whatever their places.</summary>
    internal static bool IsPair(GraphTensor norm, GraphTensor product, int usesOfNorm) =>
        norm.Op is GraphOp.RmsNorm or GraphOp.Norm
        && product.Op == GraphOp.Mul
        && usesOfNorm == 1
        && product.Source(0).Id == norm.Id
        && product.Type == TensorType.F32
        && product.Source(1).Type == TensorType.F32
        && OpRegistry.WhyUnsupported(norm) is null
        && OpRegistry.WhyUnsupported(product) is null;

    /// <inheritdoc/>
    protected override bool MayJoin(PlacedViews views)
    {
        TensorView* row = views.Views + weight;
        return (views.IsScratch(norm) || views.IsSame(norm, product))
            && row->HasDenseRows
            && row->Ne0 == views.Views[source].Ne0
            && row->Ne1 == 1
            && row->Ne2 == 1
            && row->Ne3 == 1
            && !views.Overlap(product, weight)
            && (views.IsSame(product, source) || !views.Overlap(product, source));
    }
}
