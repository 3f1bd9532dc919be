// A tensor with a margin around it.
using Caravan.Graph;
using Caravan.Tensors;

namespace Caravan.Cpu;

/// <summary>
/// PAD of F32: words 2i and 2i + 1 are the elements before and behind dimension i. They are zeros, or, with word 8 set, what
/// stands at the opposite end.
/// </summary>
internal sealed unsafe class PadOp(GraphTensor node, StepContext context) : RowStep(node, context)
{
    private readonly TensorView* source = context.View(node.Source(0));
    private readonly OpParameters margins = node.Parameters;
    private readonly bool isCircular = node.Parameters[8] != 0;

    /// <inheritdoc/>
    protected override double ElementNanoseconds => 0.6;

    /// <summary>What stands in the way of running the node, or null.</summary>
    internal static string? WhyUnsupported(GraphTensor node)
    {
        for (int word = 0; word < 8; word++)
        {
            if (node.Parameters[word] < 0)
            {
                return $"PAD with a margin of {node.Parameters[word]} elements: margins cannot be negative";
            }
        }

        return OpCheck.Types(node, TensorType.F32, TensorType.F32);
    }

    /// <inheritdoc/>
    protected override void Check()
    {
        Require(
            Fits(0, source->Ne0, Result->Ne0)
                && Fits(1, source->Ne1, Result->Ne1)
                && Fits(2, source->Ne2, Result->Ne2)
                && Fits(3, source->Ne3, Result->Ne3),
            "the operand and its margins do not add up to the result"
        );
        Require(!isCircular || (source->IsCountable && source->Elements > 0), "there is nothing to repeat");
    }

    /// <inheritdoc/>
    protected override void RunPiece(in RowIndex row, long start, long count, int thread)
    {
        float* result = ResultAt(row, 0);
        long i1 = row.I1 - margins[2];
        long i2 = row.I2 - margins[4];
        long i3 = row.I3 - margins[6];
        if (isCircular)
        {
            byte* x = source->Row(Wrap(i1, source->Ne1), Wrap(i2, source->Ne2), Wrap(i3, source->Ne3));
            for (long i = 0; i < count; i++)
            {
                result[i] = *(float*)(x + Wrap(i - margins[0], source->Ne0) * source->Nb0);
            }

            return;
        }

        new Span<float>(result, checked((int)count)).Clear();
        if (i1 >= 0 && i1 < source->Ne1 && i2 >= 0 && i2 < source->Ne2 && i3 >= 0 && i3 < source->Ne3)
        {
            byte* x = source->Row(i1, i2, i3);
            for (long i = 0; i < source->Ne0; i++)
            {
                result[margins[0] + i] = *(float*)(x + i * source->Nb0);
            }
        }
    }

    private bool Fits(int dimension, long from, long to) =>
        from + margins[2 * dimension] + margins[2 * dimension + 1] == to;

    private static long Wrap(long index, long extent)
    {
        long rest = index % extent;
        return rest < 0 ? rest + extent : rest;
    }
}
