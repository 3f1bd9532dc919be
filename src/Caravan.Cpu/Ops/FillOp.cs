// A tensor of one number.
using Caravan.Graph;
using Caravan.Tensors;

namespace Caravan.Cpu;

/// <summary>FILL of F32, F16 or BF16 with the float in word 0; its source gives only the shape.</summary>
internal sealed unsafe class FillOp(GraphTensor node, StepContext context) : RowStep(node, context)
{
    private readonly TensorView* source = context.View(node.Source(0));
    private readonly float value = node.Parameters.Float(0);
    private readonly ushort half =
        node.Type == TensorType.F16
            ? BitConverter.HalfToUInt16Bits((Half)node.Parameters.Float(0))
            : RoundToBFloat16(node.Parameters.Float(0));

    /// <inheritdoc/>
    protected override double ElementNanoseconds => 0.1;

    /// <summary>What stands in the way of running the node, or null.</summary>
    internal static string? WhyUnsupported(GraphTensor node) =>
        OpCheck.IsPlainFloat(node.Type) ? OpCheck.Types(node, node.Type, node.Type) : $"FILL of {node.Type}";

    /// <inheritdoc/>
    protected override void Check() =>
        Require(source->SameShape(*Result), "the operand's shape differs from the result's");

    /// <inheritdoc/>
    protected override void RunPiece(in RowIndex row, long start, long count, int thread)
    {
        if (Result->Type == TensorType.F32)
        {
            new Span<float>(ResultAt(row, 0), checked((int)count)).Fill(value);
        }
        else
        {
            new Span<ushort>(Result->Row(row), checked((int)count)).Fill(half);
        }
    }

    private static ushort RoundToBFloat16(float value)
    {
        ushort result;
        BFloat16Rows.FromSingle(&value, &result, 1);
        return result;
    }
}
