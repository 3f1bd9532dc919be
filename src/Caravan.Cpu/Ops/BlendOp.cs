// A copy with some elements of each row replaced.
using Caravan.Graph;
using Caravan.Tensors;

namespace Caravan.Cpu;

/// <summary>
/// BLEND: a [n, a, b, c] of F32, F16 or BF16, in whose rows the elements that I32 or I64 numbers [k, a, b, c] name become word 0.
/// </summary>
internal sealed unsafe class BlendOp : RowStep
{
    private readonly TensorView* source;
    private readonly TensorView* numbers;
    private readonly int elementBytes;
    private readonly int replacement;

    internal BlendOp(GraphTensor node, StepContext context)
        : base(node, context)
    {
        source = Source(0);
        numbers = Source(1);
        elementBytes = TensorTypes.Get(node.Type).BlockBytes;
        float value = node.Parameters.Float(0);
        int bits = 0;
        RowWriter.TryFor(node.Type)!.Write(&value, (byte*)&bits, 1);
        replacement = bits;
    }

    /// <inheritdoc/>
    protected override double ElementNanoseconds => 0.2 + 1.5 * numbers->Ne0 / Math.Max(1, Result->Ne0);

    /// <summary>What stands in the way of running the node, or null.</summary>
    internal static string? WhyUnsupported(GraphTensor node) =>
        !OpCheck.IsPlainFloat(node.Type) ? $"BLEND to {node.Type}"
        : node.Source(1).Type is not (TensorType.I32 or TensorType.I64)
            ? $"BLEND by {node.Source(1).Type}: numbers are I32 or I64"
        : OpCheck.Types(node, node.Type, node.Type, node.Source(1).Type);

    /// <inheritdoc/>
    protected override void Check()
    {
        RequireRows(source);
        Require(
            source->SameShape(*Result)
                && numbers->IsCountable
                && numbers->Ne1 == source->Ne1
                && numbers->Ne2 == source->Ne2
                && numbers->Ne3 == source->Ne3,
            "needs a [n, a, b, c] and numbers [k, a, b, c]"
        );
    }

    /// <inheritdoc/>
    protected override void RunPiece(in RowIndex row, long start, long count, int thread)
    {
        byte* result = Result->Row(row);
        long bytes = count * elementBytes;
        Buffer.MemoryCopy(source->Row(row), result, bytes, bytes);
        for (long i = 0; i < numbers->Ne0; i++)
        {
            long number = RowNumbers.At(numbers, i, row.I1, row.I2, row.I3);
            if ((ulong)number >= (ulong)count)
            {
                throw Failure($"element {number} (index {i}, row {row.I1}) is outside the row's 0..{count - 1}");
            }

            int bits = replacement;
            Buffer.MemoryCopy(&bits, result + number * elementBytes, elementBytes, elementBytes);
        }
    }
}
