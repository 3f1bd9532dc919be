// Compression of several cache rows into one.
using Caravan.Graph;
using Caravan.Tensors;

namespace Caravan.Cpu;

/// <summary>
/// DS4_COMP: F32 states and scores [m, rows] and I32 row numbers. Each block of the result is, element by element, the mean of
/// its rows' states weighted by the softmax of their scores. Word 0 is 0: m = 2 n, numbers [2 * ratio * blocks], rows of the
/// first half of the numbers give their first n elements, those of the second half their last n. Otherwise m = n and
/// numbers [ratio * blocks]. The result is F32 [n, blocks].
/// </summary>
internal sealed unsafe class DeepSeek4CompressOp(GraphTensor node, StepContext context) : RowStep(node, context)
{
    private readonly TensorView* states = context.View(node.Source(0));
    private readonly TensorView* scores = context.View(node.Source(1));
    private readonly TensorView* numbers = context.View(node.Source(2));
    private readonly int halves = node.Parameters[0] == 0 ? 2 : 1;
    private long ratio;

    /// <inheritdoc/>
    protected override double ElementNanoseconds => 3.0 * ratio * halves;

    /// <summary>What stands in the way of running the node, or null.</summary>
    internal static string? WhyUnsupported(GraphTensor node) =>
        OpCheck.Types(node, TensorType.F32, TensorType.F32, TensorType.F32, TensorType.I32);

    /// <inheritdoc/>
    protected override void Check()
    {
        RequireRows(states);
        RequireRows(scores);
        Require(
            states->SameShape(*scores)
                && states->Ne2 == 1
                && states->Ne3 == 1
                && states->Ne0 == Result->Ne0 * halves
                && Result->Ne2 == 1
                && Result->Ne3 == 1,
            "needs states and scores [m, rows] and a result [n, blocks]"
        );
        Require(
            numbers->IsCountable && numbers->Rows == 1 && TensorView.Divides(Result->Ne1 * halves, numbers->Ne0),
            "the row numbers do not fill the blocks"
        );
        ratio = numbers->Ne0 / (Result->Ne1 * halves);
        // Maxima, sums and weights of a row.
        Context.Scratch.Require(0, 3 * Result->Ne0 * sizeof(float));
    }

    /// <inheritdoc/>
    protected override void RunPiece(in RowIndex row, long start, long count, int thread)
    {
        float* maxima = (float*)Context.Scratch.Of(thread);
        float* sums = maxima + count;
        float* weights = sums + count;
        float* result = ResultAt(row, 0);
        new Span<float>(maxima, checked((int)count)).Fill(float.NegativeInfinity);
        new Span<float>(sums, (int)count).Clear();
        for (long i = 0; i < ratio * halves; i++)
        {
            float* score = Row(scores, row.I1, i);
            for (long j = 0; j < count; j++)
            {
                maxima[j] = MathF.Max(maxima[j], score[j]);
            }
        }

        new Span<float>(result, (int)count).Clear();
        for (long i = 0; i < ratio * halves; i++)
        {
            float* score = Row(scores, row.I1, i);
            float* state = Row(states, row.I1, i);
            ElementwiseKernels.Combine<CombineFunctions.Sub>(score, maxima, weights, count);
            ElementwiseKernels.Map<MapFunctions.Exp>(weights, weights, count, 0, 0);
            for (long j = 0; j < count; j++)
            {
                sums[j] += weights[j];
                result[j] += weights[j] * state[j];
            }
        }

        for (long j = 0; j < count; j++)
        {
            result[j] = sums[j] > 0 ? result[j] / sums[j] : 0;
        }
    }

    // The part of the row that the block's i-th number names; numbers of the two halves take turns.
    private float* Row(TensorView* view, long block, long i)
    {
        long place = Math.DivRem(i, halves, out long half);
        long index = ratio * (block + Result->Ne1 * half) + place;
        int number = *(int*)(numbers->Data + index * numbers->Nb0);
        return (uint)number < (ulong)view->Ne1
            ? (float*)view->Row(number, 0, 0) + half * Result->Ne0
            : throw Failure($"row {number} (index {index}) is outside 0..{view->Ne1 - 1}");
    }
}
