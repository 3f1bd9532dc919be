// A product with weights and the sums of its slices in one pass: what a token's experts gave.
using System.Runtime.Intrinsics;
using Caravan.Graph;

namespace Caravan.Cpu;

/// <summary>
/// A MUL of F32 x [n, used, tokens] by weights [1, used, tokens] and the chain of ADDs that sums its slices in order: [n, tokens].
/// Products and sums are rounded as those of the single nodes are, so that results are the same to the last bit.
/// </summary>
internal sealed unsafe class WeightedSumStep : RowStep
{
    private readonly TensorView* x;
    private readonly TensorView* weights;

    /// <param name="product">The MUL.</param>
    /// <param name="sum">The last ADD.</param>
    /// <param name="context">The program's.</param>
    internal WeightedSumStep(GraphTensor product, GraphTensor sum, StepContext context)
        : base(sum, context)
    {
        x = context.View(product.Source(0));
        weights = context.View(product.Source(1));
    }

    /// <inheritdoc/>
    protected override bool CanCutRows => true;

    /// <inheritdoc/>
    protected override double ElementNanoseconds => 0.1 * x->Ne1;

    /// <summary>
    /// The nodes of such a chain from <paramref name="first"/> on, the last one's index; -1 where there is none. No other node may
    /// look at what is no longer written.
    /// </summary>
    internal static int EndOfChain(List<GraphTensor> nodes, int first, int[] uses)
    {
        GraphTensor product = nodes[first];
        bool isWeighted =
            product.Op == GraphOp.Mul
            && product.Shape.E0.IsConstant
            && product.Shape.E1.IsConstant
            && product.Shape.E1.Constant > 1
            && product.Shape.E3 == (Extent)1
            && product.Source(0).Shape == product.Shape
            && product.Source(1).Shape == Extents.Shape(1, product.Shape.E1, product.Shape.E2)
            && IsDense(product.Source(0))
            && IsDense(product.Source(1));
        if (!isWeighted)
        {
            return -1;
        }

        int used = (int)product.Shape.E1.Constant;

        // Each slice is a view, which has the product as its source and as what it views.
        if (first + used > nodes.Count || uses[product.Id] != 2 * used)
        {
            return -1;
        }

        GraphTensor? sum = null;
        for (int slot = 1; slot < used; slot++)
        {
            GraphTensor add = nodes[first + slot];
            bool continues =
                add.Op == GraphOp.Add
                && (sum is null ? IsSlice(add.Source(0), product, 0, uses) : add.Source(0) == sum && uses[sum.Id] == 1)
                && IsSlice(add.Source(1), product, slot, uses);
            if (!continues)
            {
                return -1;
            }

            sum = add;
        }

        return first + used - 1;
    }

    /// <inheritdoc/>
    protected override void Check() =>
        Require(
            Result->Ne0 == x->Ne0 && Result->Ne1 == x->Ne2 && Result->Ne2 == 1 && Result->Ne3 == 1,
            "needs x [n, used, tokens] and a result [n, tokens]"
        );

    /// <inheritdoc/>
    protected override void RunPiece(in RowIndex row, long start, long count, int thread)
    {
        // Bounds: piece and slots are within the rows of x; each slot has a weight.
        float* result = ResultAt(row, start);
        byte* first = x->Row(0, row.I1, 0) + (start * sizeof(float));
        byte* factor = weights->Row(0, row.I1, 0);
        long i = 0;
        for (; i <= count - Vector256<float>.Count; i += Vector256<float>.Count)
        {
            Vector256<float> sum = Vector256.Load((float*)first + i) * Vector256.Create(*(float*)factor);
            for (long slot = 1; slot < x->Ne1; slot++)
            {
                float weight = *(float*)(factor + (slot * weights->Nb1));
                sum += Vector256.Load((float*)(first + (slot * x->Nb1)) + i) * Vector256.Create(weight);
            }

            sum.Store(result + i);
        }

        for (; i < count; i++)
        {
            float sum = ((float*)first)[i] * *(float*)factor;
            for (long slot = 1; slot < x->Ne1; slot++)
            {
                sum += ((float*)(first + (slot * x->Nb1)))[i] * *(float*)(factor + (slot * weights->Nb1));
            }

            result[i] = sum;
        }
    }

    private static bool IsDense(GraphTensor tensor) => tensor.Strides.E0 == (Extent)sizeof(float);

    private static bool IsSlice(GraphTensor view, GraphTensor product, int slot, int[] uses) =>
        view.Op == GraphOp.View
        && view.Source(0) == product
        && uses[view.Id] == 1
        && view.Shape == Extents.Shape(product.Shape.E0, product.Shape.E2)
        && view.Strides.E1 == product.Strides.E2
        && view.ViewOffset == product.Strides.E1 * slot;
}
