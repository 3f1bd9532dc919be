// Repeats a tensor to fill a larger one.
using Caravan.Graph;

namespace Caravan.Cpu;

/// <summary>REPEAT of F32.</summary>
internal sealed unsafe class RepeatOp(GraphTensor node, StepContext context) : RowStep(node, context)
{
    private readonly TensorView* source = context.View(node.Source(0));

    /// <inheritdoc/>
    protected override double ElementNanoseconds => 0.3;

    /// <summary>What stands in the way of running the node, or null.</summary>
    internal static string? WhyUnsupported(GraphTensor node) => OpCheck.AllF32(node);

    /// <inheritdoc/>
    protected override void Check()
    {
        Require(
            Result->Elements == 0 || source->Repeats(*Result),
            "the source does not repeat a whole number of times"
        );
        Context.Scratch.Require(0, source->Ne0 * sizeof(float));
    }

    /// <inheritdoc/>
    protected override void RunPiece(in RowIndex row, long start, long count, int thread)
    {
        long columns = source->Ne0;
        float* x = Dense(source, source->RepeatedRow(row), 0, columns, Context.Scratch.Of(thread));
        float* result = ResultAt(row, 0);
        if (columns == 1)
        {
            new Span<float>(result, checked((int)count)).Fill(*x);
            return;
        }

        for (long i = 0; i < count; i += columns)
        {
            Buffer.MemoryCopy(x, result + i, columns * sizeof(float), columns * sizeof(float));
        }
    }
}
