// A mask that lets only chosen positions through.
using Caravan.Graph;
using Caravan.Tensors;

namespace Caravan.Cpu;

/// <summary>
/// MASK_TOPK: a mask [cache, rows, b, c] of F32 or F16 and I32 positions [k, rows', b, c]: the mask where a position is named,
/// -infinity elsewhere. Rows beyond rows' are the mask's own.
/// </summary>
internal sealed unsafe class MaskTopKOp(GraphTensor node, StepContext context) : RowStep(node, context)
{
    private readonly TensorView* mask = context.View(node.Source(0));
    private readonly TensorView* positions = context.View(node.Source(1));
    private readonly bool isHalf = node.Type == TensorType.F16;

    /// <inheritdoc/>
    protected override double ElementNanoseconds => 0.2 + 1.5 * positions->Ne0 / Math.Max(1, Result->Ne0);

    private int ElementBytes => isHalf ? sizeof(ushort) : sizeof(float);

    /// <summary>What stands in the way of running the node, or null.</summary>
    internal static string? WhyUnsupported(GraphTensor node) =>
        node.Type is TensorType.F16 or TensorType.F32
            ? OpCheck.Types(node, node.Type, node.Type, TensorType.I32)
            : $"MASK_TOPK to {node.Type}: masks are F32 or F16";

    /// <inheritdoc/>
    protected override void Check()
    {
        RequireRows(mask);
        Require(
            mask->SameShape(*Result)
                && positions->IsCountable
                && positions->Ne1 <= mask->Ne1
                && positions->Ne2 == mask->Ne2
                && positions->Ne3 == mask->Ne3,
            "needs a mask [cache, rows, b, c] and positions [k, rows', b, c]"
        );
        Context.Scratch.Require(0, mask->Ne0 * ElementBytes);
    }

    /// <inheritdoc/>
    protected override void RunPiece(in RowIndex row, long start, long count, int thread)
    {
        // The result may lie over the mask.
        byte* source = Context.Scratch.Of(thread);
        byte* result = Result->Row(row);
        long bytes = count * ElementBytes;
        Buffer.MemoryCopy(mask->Row(row), source, bytes, bytes);
        if (row.I1 >= positions->Ne1)
        {
            Buffer.MemoryCopy(source, result, bytes, bytes);
            return;
        }

        if (isHalf)
        {
            new Span<Half>(result, checked((int)count)).Fill(Half.NegativeInfinity);
        }
        else
        {
            new Span<float>(result, checked((int)count)).Fill(float.NegativeInfinity);
        }

        byte* places = positions->Row(row);
        for (long i = 0; i < positions->Ne0; i++)
        {
            int place = *(int*)(places + i * positions->Nb0);
            if ((uint)place >= (ulong)count)
            {
                throw Failure($"position {place} (index {i}, row {row.I1}) is outside the mask's 0..{count - 1}");
            }

            if (isHalf)
            {
                ((ushort*)result)[place] = ((ushort*)source)[place];
            }
            else
            {
                ((float*)result)[place] = ((float*)source)[place];
            }
        }
    }
}
