// The base of ops that compute each row, or each piece of a row, on its own.
using Caravan.Graph;
using Caravan.Tensors;

namespace Caravan.Cpu;

/// <summary>
/// A step whose rows do not depend on one another. Rows (or pieces of them) are dealt to tasks by estimated cost; work too
/// small for a barrier runs on the calling thread.
/// </summary>
internal abstract unsafe class RowStep(GraphTensor node, StepContext context) : Step(node, context)
{
    /// <summary>Elements of a piece for ops that may cut rows: 32 KiB of floats, about the first-level cache.</summary>
    protected const long PieceElements = 8192;

    // Below this estimate a barrier costs more than a second thread gains (0.5 to 2 us each way, measured with two threads).
    private const double SerialNanoseconds = 6000;

    // A task should take several times what claiming it costs, and a thread that lost its core holds up one task only.
    private const double TaskNanoseconds = 3000;
    private const int TasksPerThread = 8;

    private long piecesPerRow;
    private long pieceElements;
    private long units;
    private long unitsPerTask;
    private int tasks;

    /// <summary>The tensor whose rows are walked.</summary>
    protected virtual TensorView* Walked => Result;

    /// <summary>True when the elements of a row do not depend on one another.</summary>
    protected virtual bool CanCutRows => false;

    /// <summary>True when the op can write elements of a result row that lie apart.</summary>
    protected virtual bool MayScatter => false;

    /// <summary>Estimated time for one element on one core, in nanoseconds.</summary>
    protected abstract double ElementNanoseconds { get; }

    /// <inheritdoc/>
    internal override void Bind()
    {
        Require(Walked->IsCountable, "has more elements than can be");
        Require(Result->HasDenseRows || MayScatter, "needs a result with dense rows");
        Check();
        long columns = Walked->Ne0;
        pieceElements = CanCutRows ? Math.Min(columns, PieceElements) : columns;
        piecesPerRow = columns == 0 ? 0 : (columns + pieceElements - 1) / pieceElements;
        units = Walked->Rows * piecesPerRow;
        double total = ElementNanoseconds * Walked->Elements;
        long wanted = total < SerialNanoseconds ? 1 : (long)(total / TaskNanoseconds) + 1;
        wanted = Math.Clamp(wanted, 1, Context.Threads == 1 ? 1 : Context.Threads * TasksPerThread);
        unitsPerTask = Math.Max(1, (units + wanted - 1) / wanted);
        tasks = (int)((units + unitsPerTask - 1) / unitsPerTask);
    }

    /// <inheritdoc/>
    internal override void Run(ThreadTeam team) => team.Run(this, 0, tasks);

    /// <inheritdoc/>
    internal override void Execute(int part, int task, int thread)
    {
        long unit = task * unitsPerTask;
        long end = Math.Min(unit + unitsPerTask, units);
        long firstRow = Math.DivRem(unit, piecesPerRow, out long piece);
        RowIndex row = RowIndex.From(firstRow, *Walked);
        for (; unit < end; unit++)
        {
            long start = piece * pieceElements;
            RunPiece(row, start, Math.Min(pieceElements, Walked->Ne0 - start), thread);
            if (++piece == piecesPerRow)
            {
                piece = 0;
                row.Next(*Walked);
            }
        }
    }

    /// <summary>Checks the shapes of the current symbols and states working memory.</summary>
    protected virtual void Check() { }

    /// <summary>Computes <paramref name="count"/> elements of a row from <paramref name="start"/> on.</summary>
    protected abstract void RunPiece(in RowIndex row, long start, long count, int thread);

    /// <summary>
    /// The elements of an F32 row as dense floats: in place, or gathered into <paramref name="buffer"/> (at least
    /// <paramref name="count"/> floats) where the row is strided.
    /// </summary>
    protected static float* Dense(TensorView* tensor, byte* row, long start, long count, void* buffer)
    {
        byte* first = row + start * tensor->Nb0;
        if (tensor->Nb0 == sizeof(float))
        {
            return (float*)first;
        }

        float* gathered = (float*)buffer;
        for (long i = 0; i < count; i++)
        {
            gathered[i] = *(float*)(first + i * tensor->Nb0);
        }

        return gathered;
    }

    /// <summary>
    /// The elements of a row of any type as dense floats: F32 in place where it can be, everything else in
    /// <paramref name="buffer"/> (at least <paramref name="count"/> floats). Quantized rows are read from their start.
    /// </summary>
    /// <param name="tensor">The tensor, with dense rows if it is quantized.</param>
    /// <param name="reader">The reader of its type.</param>
    /// <param name="row">First byte of the row.</param>
    /// <param name="start">First element; 0 for a quantized row.</param>
    /// <param name="count">Elements, all within the row.</param>
    /// <param name="buffer">Receives the floats.</param>
    protected static float* FloatsOf(
        TensorView* tensor,
        RowReader reader,
        byte* row,
        long start,
        long count,
        void* buffer
    )
    {
        if (tensor->Type == TensorType.F32)
        {
            return Dense(tensor, row, start, count, buffer);
        }

        if (TensorTypes.Get(tensor->Type) is { IsQuantized: false } traits)
        {
            row += start * tensor->Nb0;
            if (tensor->Nb0 != traits.BlockBytes)
            {
                reader.ReadStrided(row, tensor->Nb0, (float*)buffer, count);
                return (float*)buffer;
            }
        }

        reader.Read(row, (float*)buffer, count);
        return (float*)buffer;
    }

    /// <summary>The address of an element of a dense F32 row of the result.</summary>
    protected float* ResultAt(in RowIndex row, long start) => (float*)Result->Row(row) + start;
}
