// Product of the transposes of two matrices.
using Caravan.Graph;
using Caravan.Tensors;

namespace Caravan.Cpu;

/// <summary>
/// OUT_PROD: a [n, k, b, c] of any type that can be read and F32 b [m, k, b*, c*] to F32 [n, m, b*, c*], each element the sum
/// of a[i, k] b[j, k]. Matrices of a are shared by neighbouring ones of b.
/// </summary>
internal sealed unsafe class OutProdOp(GraphTensor node, StepContext context) : RowStep(node, context)
{
    private readonly TensorView* a = context.View(node.Source(0));
    private readonly TensorView* b = context.View(node.Source(1));
    private readonly RowReader reader = RowReader.TryFor(node.Source(0).Type)!;

    /// <inheritdoc/>
    protected override double ElementNanoseconds => 0.3 * a->Ne1;

    /// <summary>What stands in the way of running the node, or null.</summary>
    internal static string? WhyUnsupported(GraphTensor node) =>
        RowReader.TryFor(node.Source(0).Type) is not { RowsTogether: 1 }
            ? $"OUT_PROD of {node.Source(0).Type}"
            : OpCheck.Types(node, TensorType.F32, node.Source(0).Type, TensorType.F32);

    /// <inheritdoc/>
    protected override void Check()
    {
        RequireRows(a);
        Require(b->IsCountable, "has more elements than can be");
        Require(
            Result->Ne0 == a->Ne0
                && Result->Ne1 == b->Ne0
                && a->Ne1 == b->Ne1
                && Result->Ne2 == b->Ne2
                && Result->Ne3 == b->Ne3
                && TensorView.Divides(a->Ne2, b->Ne2)
                && TensorView.Divides(a->Ne3, b->Ne3),
            "needs a [n, k, b, c] and b [m, k, b*, c*]"
        );
        // The sum and a row of a: the result may lie over an operand.
        Context.Scratch.Require(0, 2 * a->Ne0 * sizeof(float));
    }

    /// <inheritdoc/>
    protected override void RunPiece(in RowIndex row, long start, long count, int thread)
    {
        float* sum = (float*)Context.Scratch.Of(thread);
        new Span<byte>(sum, checked((int)(count * sizeof(float)))).Clear();
        long i2 = row.I2 / (b->Ne2 / a->Ne2);
        long i3 = row.I3 / (b->Ne3 / a->Ne3);
        byte* factors = b->Data + row.I1 * b->Nb0 + row.I2 * b->Nb2 + row.I3 * b->Nb3;
        for (long k = 0; k < a->Ne1; k++)
        {
            float* x = FloatsOf(a, reader, a->Row(k, i2, i3), 0, count, sum + count);
            RowArithmetic.MultiplyAdd(x, *(float*)(factors + k * b->Nb1), sum, count);
        }

        RowArithmetic.Copy(sum, ResultAt(row, 0), count);
    }
}
