// Where the two operands of GLU lie.
using Caravan.Graph;
using Caravan.Tensors;

namespace Caravan.Cpu;

/// <summary>Gate and up of a GLU node: two tensors, or the halves of the rows of one.</summary>
internal sealed unsafe class GluOperands
{
    private readonly bool halves;
    private readonly bool swapped;

    private readonly RowWriter? writer;

    internal GluOperands(GraphTensor node, StepContext context)
    {
        halves = node.Sources.Length < 2 || node.Sources[1] is null;
        swapped = halves && node.Parameters[1] != 0;
        Gate = context.View(node.Source(0));
        Reader = RowReader.TryFor(node.Source(0).Type)!;
        writer = node.Type == TensorType.F32 ? null : RowWriter.TryFor(node.Type);
        Up = halves ? Gate : context.View(node.Source(1));
    }

    /// <summary>The tensor that holds the gate.</summary>
    internal TensorView* Gate { get; }

    /// <summary>The tensor that holds the up projection.</summary>
    internal TensorView* Up { get; }

    /// <summary>Reads rows of both.</summary>
    internal RowReader Reader { get; }

    /// <summary>Where a piece of the result is computed: in place for F32, else in <paramref name="buffer"/>.</summary>
    internal float* ResultFor(TensorView* result, in RowIndex row, long start, float* buffer) =>
        writer is null ? (float*)result->Row(row) + start : buffer;

    /// <summary>Rounds a piece that was computed in <paramref name="buffer"/> into the result.</summary>
    internal void Store(TensorView* result, in RowIndex row, long start, float* buffer, long count) =>
        writer?.Write(buffer, result->Row(row) + start * sizeof(ushort), count);

    /// <summary>First element of the gate in its row.</summary>
    internal long GateStart(long columns) => swapped ? columns : 0;

    /// <summary>First element of the up projection in its row.</summary>
    internal long UpStart(long columns) => halves && !swapped ? columns : 0;

    /// <summary>True when the operands have the shape that the result asks for.</summary>
    internal bool Fit(in TensorView result)
    {
        long columns = halves ? 2 * result.Ne0 : result.Ne0;
        return Gate->Ne0 == columns
            && Gate->Ne1 == result.Ne1
            && Gate->Ne2 == result.Ne2
            && Gate->Ne3 == result.Ne3
            && Up->SameShape(*Gate);
    }
}
