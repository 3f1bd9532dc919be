// Softmax of each row with scale, mask, ALiBi slopes and attention sinks.
using System.Numerics;
using Caravan.Graph;
using Caravan.Tensors;

namespace Caravan.Cpu;

/// <summary>
/// SOFT_MAX of <c>a * scale + slope * mask</c>. The mask (F32 or F16, [n, rows, b, c]) repeats over heads; slopes follow
/// ALiBi when word 1 is above 0; a sink (source 2, F32 [heads]) joins the denominator alone.
/// </summary>
internal sealed unsafe class SoftMaxOp(GraphTensor node, StepContext context) : RowStep(node, context)
{
    private readonly TensorView* source = context.View(node.Source(0));
    private readonly TensorView* mask = node.Sources.Length > 1 && node.Sources[1] is { } m ? context.View(m) : null;
    private readonly TensorView* sinks = node.Sources.Length > 2 && node.Sources[2] is { } s ? context.View(s) : null;
    private readonly float scale = node.Parameters.Float(0);
    private readonly float maxBias = node.Parameters.Float(1);

    /// <inheritdoc/>
    protected override double ElementNanoseconds => 1.2;

    /// <summary>What stands in the way of running the node, or null.</summary>
    internal static string? WhyUnsupported(GraphTensor node)
    {
        string? reason = OpCheck.AllF32(node, sources: 1);
        if (reason is null && node.Sources.Length > 1 && node.Sources[1] is not null)
        {
            reason = OpCheck.DenseSource(node, 1, TensorType.F32, TensorType.F16);
        }

        if (reason is null && node.Sources.Length > 2 && node.Sources[2] is not null)
        {
            reason = OpCheck.DenseSource(node, 2, TensorType.F32);
        }

        return reason;
    }

    /// <summary>ALiBi's slope of head <paramref name="head"/> of <paramref name="heads"/>; 1 when there is no bias.</summary>
    /// <remarks>With h2 the largest power of two up to the number of heads: m0^(h+1) below it and m1^(2(h-h2)+1) above.</remarks>
    internal static float Slope(float maxBias, long head, long heads)
    {
        if (maxBias <= 0)
        {
            return 1;
        }

        long powerOfTwo = (long)BitOperations.RoundUpToPowerOf2((ulong)heads + 1) / 2;
        return head < powerOfTwo
            ? MathF.Pow(MathF.Pow(2, -maxBias / powerOfTwo), head + 1)
            : MathF.Pow(MathF.Pow(2, -maxBias / 2 / powerOfTwo), 2 * (head - powerOfTwo) + 1);
    }

    /// <inheritdoc/>
    protected override void Check()
    {
        Require(source->SameShape(*Result), "the operand's shape differs from the result's");
        Require(
            mask is null
                || (
                    mask->Ne0 == source->Ne0
                    && mask->Ne1 >= source->Ne1
                    && TensorView.Divides(mask->Ne2, source->Ne2)
                    && TensorView.Divides(mask->Ne3, source->Ne3)
                    && mask->HasDenseRows
                ),
            "the mask does not fit"
        );
        Require(
            sinks is null
                || (
                    sinks->HasDenseRows
                    && sinks->Ne0 >= source->Ne2
                    && sinks->Ne1 > 0
                    && sinks->Ne2 > 0
                    && sinks->Ne3 > 0
                ),
            "there must be a sink for each head"
        );
        Context.Scratch.Require(0, 2 * source->Ne0 * sizeof(float));
    }

    /// <inheritdoc/>
    protected override void RunPiece(in RowIndex row, long start, long count, int thread)
    {
        float* scratch = (float*)Context.Scratch.Of(thread);
        float* x = Dense(source, source->Row(row), 0, count, scratch);
        float* result = ResultAt(row, 0);
        ElementwiseKernels.Map<MapFunctions.Scale>(x, result, count, scale, 0);
        if (mask is not null)
        {
            AddMask(row, result, count, scratch);
        }

        float maximum = Reductions.Maximum(result, count);
        if (sinks is not null)
        {
            maximum = MathF.Max(maximum, Sink(row));
        }

        float sum = Reductions.ExpAndSum(result, count, maximum);
        if (sinks is not null)
        {
            sum += MathF.Exp(Sink(row) - maximum);
        }

        ElementwiseKernels.Map<MapFunctions.Scale>(result, result, count, 1 / sum, 0);
    }

    private void AddMask(in RowIndex row, float* result, long count, float* scratch)
    {
        byte* maskRow = mask->Row(row.I1, row.I2 % mask->Ne2, row.I3 % mask->Ne3);
        float* values = (float*)maskRow;
        if (mask->Type == TensorType.F16)
        {
            HalfRows.ToSingle((ushort*)maskRow, scratch, count);
            values = scratch;
        }

        float slope = Slope(maxBias, row.I2, source->Ne2);
        if (slope != 1)
        {
            ElementwiseKernels.Map<MapFunctions.Scale>(values, scratch, count, slope, 0);
            values = scratch;
        }

        ElementwiseKernels.Combine<CombineFunctions.Add>(result, values, result, count);
    }

    private float Sink(in RowIndex row) => ((float*)sinks->Data)[row.I2];
}
