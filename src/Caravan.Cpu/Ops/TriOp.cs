// The triangle of a matrix.
using Caravan.Graph;
using Caravan.Tensors;

namespace Caravan.Cpu;

/// <summary>
/// TRI of F32: keeps a triangle and writes zeros elsewhere. Word 0: 0 the upper with its diagonal, 1 the upper, 2 the lower
/// with its diagonal, 3 the lower.
/// </summary>
internal sealed unsafe class TriOp(GraphTensor node, StepContext context) : RowStep(node, context)
{
    private const int UpperWithDiagonal = 0;
    private const int Upper = 1;
    private const int LowerWithDiagonal = 2;
    private const int Lower = 3;

    private readonly TensorView* source = context.View(node.Source(0));
    private readonly int part = node.Parameters[0];

    /// <inheritdoc/>
    protected override double ElementNanoseconds => 0.2;

    /// <summary>What stands in the way of running the node, or null.</summary>
    internal static string? WhyUnsupported(GraphTensor node) =>
        node.Parameters[0] is < UpperWithDiagonal or > Lower
            ? $"TRI has no part {node.Parameters[0]}"
            : OpCheck.Types(node, TensorType.F32, TensorType.F32);

    /// <inheritdoc/>
    protected override void Check()
    {
        Require(source->SameShape(*Result), "the operand's shape differs from the result's");
        Context.Scratch.Require(0, source->Ne0 * sizeof(float));
    }

    /// <inheritdoc/>
    protected override void RunPiece(in RowIndex row, long start, long count, int thread)
    {
        float* x = Dense(source, source->Row(row), 0, count, Context.Scratch.Of(thread));
        float* result = ResultAt(row, 0);
        long first = part switch
        {
            UpperWithDiagonal => Math.Min(row.I1, count),
            Upper => Math.Min(row.I1 + 1, count),
            _ => 0,
        };
        long end = part switch
        {
            LowerWithDiagonal => Math.Min(row.I1 + 1, count),
            Lower => Math.Min(row.I1, count),
            _ => count,
        };
        RowArithmetic.Copy(x + first, result + first, end - first);
        new Span<float>(result, checked((int)first)).Clear();
        new Span<float>(result + end, checked((int)(count - end))).Clear();
    }
}
