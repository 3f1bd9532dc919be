// Conversions: DUP, CONT and CPY to another type.
using Caravan.Graph;
using Caravan.Tensors;

namespace Caravan.Cpu;

/// <summary>
/// DUP, CONT and CPY to another type: elements in order (ne0 first) from a tensor of any strides to one of any strides,
/// perhaps of another shape with as many elements. Integers become the nearest floats, floats lose their fraction.
/// </summary>
internal sealed unsafe class CopyOp : RowStep
{
    private readonly TensorView* source;
    private readonly RowReader reader;
    private readonly RowWriter writer;
    private readonly int sourceBytes;
    private readonly int resultBytes;
    private readonly bool readsBlocks;
    private bool sameColumns;

    internal CopyOp(GraphTensor node, StepContext context)
        : base(node, context)
    {
        source = context.View(node.Source(0));
        reader = ReaderOf(node.Source(0).Type)!;
        writer = WriterOf(node.Type)!;
        sourceBytes = TensorTypes.Get(node.Source(0).Type).BlockBytes;
        resultBytes = TensorTypes.Get(node.Type).BlockBytes;
        readsBlocks = TensorTypes.Get(node.Source(0).Type).IsQuantized;
    }

    /// <inheritdoc/>
    protected override bool MayScatter => true;

    // A quantized row is read whole, wherever its elements go.
    /// <inheritdoc/>
    protected override TensorView* Walked => readsBlocks ? source : Result;

    /// <inheritdoc/>
    protected override double ElementNanoseconds =>
        Math.Max(writer.ElementNanoseconds, sameColumns ? 0 : 2) + (readsBlocks ? reader.ElementNanoseconds : 0);

    /// <summary>What stands in the way of running the node, or null.</summary>
    internal static string? WhyUnsupported(GraphTensor node)
    {
        TensorType from = node.Source(0).Type;
        if (from == node.Type)
        {
            return null;
        }

        bool isInteger = from == TensorType.I32 || node.Type == TensorType.I32;
        bool isPair = !isInteger || from == TensorType.F32 || node.Type == TensorType.F32;
        return isPair && ReaderOf(from) is { RowsTogether: 1 } && WriterOf(node.Type) is not null
            ? null
            : $"{node.Op} from {from} to {node.Type}";
    }

    /// <summary>Makes the step.</summary>
    internal static Step Create(GraphTensor node, StepContext context) =>
        node.Source(0).Type == node.Type ? new MoveOp(node, context) : new CopyOp(node, context);

    /// <inheritdoc/>
    protected override void Check()
    {
        Require(
            source->IsCountable && Result->IsCountable && source->Elements == Result->Elements,
            "the numbers of elements differ"
        );
        sameColumns = source->Ne0 == Result->Ne0;
        TensorTypeTraits to = TensorTypes.Get(Result->Type);
        if (to.IsQuantized)
        {
            RequireRows(Result);
            Require(Result->Ne0 % to.BlockElements == 0, "rows do not fit the type's blocks");
        }

        if (readsBlocks)
        {
            RequireRows(source);
            Require(
                source->Ne0 % TensorTypes.Get(source->Type).BlockElements == 0,
                "rows do not fit the type's blocks"
            );
            Require(
                sameColumns || (Result->IsContiguous && !to.IsQuantized),
                "quantized rows change their length only into a plain tensor without gaps"
            );
        }

        Context.Scratch.Require(0, Walked->Ne0 * sizeof(float));
    }

    /// <inheritdoc/>
    protected override void RunPiece(in RowIndex row, long start, long count, int thread)
    {
        float* values = (float*)Context.Scratch.Of(thread);
        if (readsBlocks)
        {
            reader.Read(source->Row(row), values, count);
            long flat = row.I1 + source->Ne1 * (row.I2 + source->Ne2 * row.I3);
            byte* place = sameColumns
                ? Result->Row(RowIndex.From(flat, *Result))
                : Result->Data + flat * count * resultBytes;
            Write(values, place, sameColumns ? Result->Nb0 : resultBytes, count);
            return;
        }

        byte* destination = Result->Row(row);
        bool isInPlace = Result->Type == TensorType.F32 && Result->Nb0 == sizeof(float);
        values = isInPlace ? (float*)destination : values;
        long flatRow = row.I1 + Result->Ne1 * (row.I2 + Result->Ne2 * row.I3);
        if (sameColumns && source->Nb0 == sourceBytes)
        {
            reader.Read(source->Row(RowIndex.From(flatRow, *source)), values, count);
        }
        else
        {
            Gather(flatRow * count, values, count);
        }

        if (!isInPlace)
        {
            Write(values, destination, Result->Nb0, count);
        }
    }

    private void Write(float* values, byte* destination, long stride, long count)
    {
        if (stride == resultBytes || TensorTypes.Get(Result->Type).IsQuantized)
        {
            writer.Write(values, destination, count);
            return;
        }

        for (long i = 0; i < count; i++)
        {
            writer.Write(values + i, destination + i * stride, 1);
        }
    }

    // Elements count from the first of the source in memory order of its dimensions, wherever its rows end.
    private void Gather(long first, float* values, long count)
    {
        long flatRow = Math.DivRem(first, source->Ne0, out long column);
        RowIndex row = RowIndex.From(flatRow, *source);
        for (long done = 0; done < count; )
        {
            long run = Math.Min(count - done, source->Ne0 - column);
            reader.ReadStrided(source->Row(row) + column * source->Nb0, source->Nb0, values + done, run);
            done += run;
            column = 0;
            row.Next(*source);
        }
    }

    private static RowReader? ReaderOf(TensorType type) =>
        type == TensorType.I32 ? IntegerRows.Reader : RowReader.TryFor(type);

    private static RowWriter? WriterOf(TensorType type) =>
        type == TensorType.I32 ? IntegerRows.Writer : RowWriter.TryFor(type);
}
