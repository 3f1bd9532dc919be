// Norm over groups of channels.
using Caravan.Graph;
using Caravan.Tensors;

namespace Caravan.Cpu;

/// <summary>
/// GROUP_NORM of F32 [w, h, channels, b]: each group of channels (word 0 says how many groups) becomes
/// (x - mean) / sqrt(variance + eps), with eps in word 1. The last group has what is left.
/// </summary>
internal sealed unsafe class GroupNormOp(GraphTensor node, StepContext context) : UnitStep(node, context)
{
    private readonly TensorView* source = context.View(node.Source(0));
    private readonly long groups = node.Parameters[0];
    private readonly float epsilon = node.Parameters.Float(1);
    private long channelsPerGroup;
    private long filledGroups;

    /// <summary>What stands in the way of running the node, or null.</summary>
    internal static string? WhyUnsupported(GraphTensor node) =>
        node.Parameters[0] < 1
            ? $"GROUP_NORM into {node.Parameters[0]} groups"
            : OpCheck.Types(node, TensorType.F32, TensorType.F32);

    /// <inheritdoc/>
    protected override long CheckAndCount(out double unitNanoseconds)
    {
        RequireRows(source);
        RequireRows(Result);
        Require(source->SameShape(*Result), "the operand's shape differs from the result's");
        channelsPerGroup = Math.Max(1, (source->Ne2 + groups - 1) / groups);
        filledGroups = (source->Ne2 + channelsPerGroup - 1) / channelsPerGroup;
        unitNanoseconds = 2.0 * source->Ne0 * source->Ne1 * channelsPerGroup;
        return filledGroups * source->Ne3;
    }

    /// <inheritdoc/>
    protected override void RunUnit(long unit, int thread)
    {
        long batch = Math.DivRem(unit, filledGroups, out long group);
        long first = group * channelsPerGroup;
        long end = Math.Min(first + channelsPerGroup, source->Ne2);
        double count = (double)source->Ne0 * source->Ne1 * (end - first);
        float mean = (float)(SumOf(first, end, batch) / count);
        double squares = 0;
        for (long channel = first; channel < end; channel++)
        {
            for (long row = 0; row < source->Ne1; row++)
            {
                float* y = (float*)Result->Row(row, channel, batch);
                ElementwiseKernels.Map<MapFunctions.ShiftScale>(
                    (float*)source->Row(row, channel, batch),
                    y,
                    source->Ne0,
                    mean,
                    1
                );
                squares += Reductions.Sum<MapFunctions.SquaredDifference>(y, source->Ne0, 0);
            }
        }

        float scale = 1 / MathF.Sqrt((float)(squares / count) + epsilon);
        for (long channel = first; channel < end; channel++)
        {
            for (long row = 0; row < source->Ne1; row++)
            {
                float* y = (float*)Result->Row(row, channel, batch);
                ElementwiseKernels.Map<MapFunctions.Scale>(y, y, source->Ne0, scale, 0);
            }
        }
    }

    private double SumOf(long first, long end, long batch)
    {
        double sum = 0;
        for (long channel = first; channel < end; channel++)
        {
            for (long row = 0; row < source->Ne1; row++)
            {
                sum += Reductions.Sum<MapFunctions.Identity>((float*)source->Row(row, channel, batch), source->Ne0, 0);
            }
        }

        return sum;
    }
}
