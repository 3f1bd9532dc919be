// Indices that sort each row, without those of elements too small.
using Caravan.Graph;
using Caravan.Tensors;

namespace Caravan.Cpu;

/// <summary>
/// ARGSORT_THRESH of F32 rows into I32 indices, largest first; from place word 0 on the indices of elements below word 1 times
/// the largest become -1. Order among equals and NaN is ARGSORT's.
/// </summary>
internal sealed unsafe class ArgsortThresholdOp(GraphTensor node, StepContext context) : RowStep(node, context)
{
    private readonly TensorView* source = context.View(node.Source(0));
    private readonly int kept = Math.Max(0, node.Parameters[0]);
    private readonly float threshold = node.Parameters.Float(1);

    /// <inheritdoc/>
    protected override double ElementNanoseconds => 40;

    /// <summary>What stands in the way of running the node, or null.</summary>
    internal static string? WhyUnsupported(GraphTensor node) => OpCheck.Types(node, TensorType.I32, TensorType.F32);

    /// <inheritdoc/>
    protected override void Check()
    {
        Require(source->SameShape(*Result), "the operand's shape differs from the result's");
        Require(source->Ne0 <= int.MaxValue, "rows may have 2^31 - 1 elements at most");
        Context.Scratch.Require(0, source->Ne0 * sizeof(ulong));
    }

    /// <inheritdoc/>
    protected override void RunPiece(in RowIndex row, long start, long count, int thread)
    {
        Span<ulong> keys = new(Context.Scratch.Of(thread), (int)count);
        byte* x = source->Row(row);
        SortKeys.Smallest(x, source->Nb0, keys.Length, descending: true, keys);
        float limit = keys.Length == 0 ? 0 : *(float*)(x + (uint)keys[0] * source->Nb0) * threshold;
        for (int i = kept; i < keys.Length; i++)
        {
            if (*(float*)(x + (uint)keys[i] * source->Nb0) < limit)
            {
                keys[i] = uint.MaxValue;
            }
        }

        int* result = (int*)Result->Row(row);
        for (int i = 0; i < keys.Length; i++)
        {
            result[i] = (int)(uint)keys[i];
        }
    }
}
