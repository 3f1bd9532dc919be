// Matrix product.
using Caravan.Cpu.Kernels.MatMul;
using Caravan.Graph;
using Caravan.Tensors;

namespace Caravan.Cpu;

/// <summary>
/// MUL_MAT: weight [k, n, b, c] by activations [k, m, b', c'] to [n, m, b', c']. First the activation rows are brought into
/// the kernel's form, then tasks of some weight rows times some columns are multiplied. All activation rows that share a
/// weight matrix (tokens, and heads that share a cache head) are its columns, so that it is read once.
/// </summary>
internal sealed unsafe class MulMatOp(GraphTensor node, StepContext context) : Step(node, context), IWeightReader
{
    private const int PreparePart = 0;
    private const int MultiplyPart = 1;

    // Prepared activations are kept below this; a product with more columns is done in several rounds.
    internal const long MostPreparedBytes = 64L << 20;

    private readonly TensorView* weight = context.View(node.Source(0));
    private readonly TensorView* activations = context.View(node.Source(1));
    private readonly RowReader reader = RowReader.TryFor(node.Source(1).Type)!;
    private MatMulKernel? kernel;
    private long kernelColumns;
    private MatMulTiling tiling;
    private long heads;
    private long batches;
    private long columnsPerMatrix;
    private long blocksPerMatrix;
    private long blocks;
    private long rowBlocks;
    private long blocksPerRound;
    private long firstBlock;
    private long roundBlocks;
    private long slotBytes;
    private long slotsPerTask;
    private IdleFetch? upcoming;

    /// <summary>What stands in the way of running the node, or null.</summary>
    internal static string? WhyUnsupported(GraphTensor node) => MatMulWeights.WhyUnsupported(node);

    /// <inheritdoc/>
    internal override void Bind()
    {
        CheckShapes();
        kernel = MatMulWeights.For(weight, kernel, kernelColumns);
        kernelColumns = weight->Ne0;
        heads = activations->Ne2 / weight->Ne2;
        batches = activations->Ne3 / weight->Ne3;
        columnsPerMatrix = activations->Ne1 * heads * batches;
        long matrices = weight->Ne2 * weight->Ne3;
        tiling = MatMulTiling.Choose(
            weight->Ne1,
            columnsPerMatrix,
            matrices,
            weight->Ne0,
            weight->Nb1,
            kernel.RowsAtATime(columnsPerMatrix),
            Context.Threads
        );
        rowBlocks = (weight->Ne1 + tiling.RowsPerTask - 1) / tiling.RowsPerTask;
        blocksPerMatrix = (columnsPerMatrix + tiling.ColumnsPerTask - 1) / tiling.ColumnsPerTask;
        blocks = blocksPerMatrix * matrices;
        slotBytes = (kernel.ActivationRowBytes + 63L) & ~63L;
        blocksPerRound = Math.Clamp(MostPreparedBytes / (slotBytes * tiling.ColumnsPerTask), 1, Math.Max(blocks, 1));
        slotsPerTask = MatMulTiling.PreparedRows(weight->Ne0);
        PreparedOffset = 0;
        // A thread's part: a gathered activation row, two pointers a column, the kernel's own.
        Context.Scratch.Require(PreparedBytes, GatherBytes + PointerBytes + kernel.ScratchBytes);
    }

    /// <summary>True when all columns are multiplied in one round, by one matrix.</summary>
    internal bool IsSingleRound => blocksPerRound >= blocks && weight->Ne2 * weight->Ne3 == 1;

    /// <summary>Bytes of working memory for prepared activations: enough for any tiling, so that fewer columns never need more.</summary>
    internal long PreparedBytes =>
        Math.Min(
            MatMulTiling.MostPlaces(columnsPerMatrix) * weight->Ne2 * weight->Ne3 * slotBytes,
            Math.Max(MostPreparedBytes, MatMulTiling.MostColumnsPerTask(columnsPerMatrix) * slotBytes)
        );

    /// <summary>Where the prepared activations begin in the shared working memory; 0 unless a group places them.</summary>
    internal long PreparedOffset { get; set; }

    /// <summary>Tasks that prepare the activations of this round.</summary>
    internal int PrepareTasks =>
        checked((int)((roundBlocks * tiling.ColumnsPerTask + slotsPerTask - 1) / slotsPerTask));

    /// <summary>Tasks that multiply in this round.</summary>
    internal int MultiplyTasks => checked((int)(roundBlocks * rowBlocks));

    /// <summary>Begins the round of the columns from block <paramref name="block"/> on.</summary>
    internal void BeginRound(long block)
    {
        firstBlock = block;
        roundBlocks = Math.Min(blocksPerRound, blocks - block);
    }

    /// <inheritdoc/>
    internal override void Run(ThreadTeam team)
    {
        for (long block = 0; block < blocks; block += blocksPerRound)
        {
            BeginRound(block);
            team.Run(this, PreparePart, PrepareTasks);
            upcoming = team.Upcoming;
            NextReader?.Announce(upcoming);
            team.Run(this, MultiplyPart, MultiplyTasks);
        }
    }

    /// <inheritdoc/>
    public void Announce(IdleFetch fetch)
    {
        BeginRound(0);
        for (int thread = 0; thread < fetch.Threads; thread++)
        {
            int first = TaskRanges.First(MultiplyTasks, thread, fetch.Threads);
            AnnounceRows(fetch, thread, first, TaskRanges.First(MultiplyTasks, thread + 1, fetch.Threads));
        }
    }

    /// <summary>Names the rows of some tasks as those that a thread will read next; none where arithmetic takes longer than reading.</summary>
    internal void AnnounceRows(IdleFetch fetch, int thread, int firstTask, int endTask)
    {
        if (firstTask == endTask || columnsPerMatrix > MatMulTiling.MostReadingColumns)
        {
            fetch.Announce(thread, null, 0);
            return;
        }

        // Neighbouring tasks have neighbouring memory unless they take the same rows of several matrices in turns.
        int lastTask = rowBlocks == 1 || roundBlocks == 1 ? endTask - 1 : firstTask;
        byte* start = FirstRow(firstTask);
        fetch.Announce(thread, start, FirstRow(lastTask) + (tiling.RowsPerTask * weight->Nb1) - start);
    }

    /// <summary>The weights with which one of <see cref="MultiplyTasks"/> begins.</summary>
    internal byte* FirstRow(int task)
    {
        long rowBlock = Math.DivRem(task, roundBlocks, out long blockOfRound);
        long matrix = (firstBlock + blockOfRound) / blocksPerMatrix;
        return weight->Row(rowBlock * tiling.RowsPerTask, matrix % weight->Ne2, matrix / weight->Ne2);
    }

    /// <inheritdoc/>
    internal override void Execute(int part, int task, int thread)
    {
        if (part == PreparePart)
        {
            Prepare(task, thread);
        }
        else
        {
            bool isLast = upcoming!.IsLast(task, MultiplyTasks, thread);
            Multiply(task, thread, isLast ? upcoming.Start(thread) : FirstRow(task + 1));
        }
    }

    /// <summary>Runs one of <see cref="PrepareTasks"/>.</summary>
    internal void Prepare(int task, int thread)
    {
        long slot = task * slotsPerTask;
        long end = Math.Min(slot + slotsPerTask, roundBlocks * tiling.ColumnsPerTask);
        for (; slot < end; slot++)
        {
            long block = firstBlock + Math.DivRem(slot, tiling.ColumnsPerTask, out long place);
            long matrix = Math.DivRem(block, blocksPerMatrix, out long blockOfMatrix);
            long column = blockOfMatrix * tiling.ColumnsPerTask + place;
            if (column < columnsPerMatrix)
            {
                float* source = GatherRow(ColumnRow(matrix, column), thread);
                kernel!.PrepareRow(source, Slots + slot * slotBytes);
            }
        }
    }

    private bool Gathers => activations->Type != TensorType.F32 || activations->Nb0 != sizeof(float);

    private long GatherBytes => !Gathers ? 0 : ((weight->Ne0 * sizeof(float)) + 63) & ~63L;

    private byte* Slots => Context.Scratch.Shared + PreparedOffset;

    private long PointerBytes => ((2 * MatMulTiling.MostColumnsPerTask(columnsPerMatrix) * sizeof(void*)) + 63) & ~63L;

    private void CheckShapes()
    {
        RequireRows(weight);
        RequireRows(Result);
        Require(activations->IsCountable, "has more elements than can be");
        Require(
            weight->Ne0 == activations->Ne0
                && weight->Ne2 > 0
                && weight->Ne3 > 0
                && activations->Ne2 % weight->Ne2 == 0
                && activations->Ne3 % weight->Ne3 == 0
                && Result->Ne0 == weight->Ne1
                && Result->Ne1 == activations->Ne1
                && Result->Ne2 == activations->Ne2
                && Result->Ne3 == activations->Ne3,
            "needs a weight [k, n, b, c] and activations [k, m, b*, c*]"
        );
    }

    private float* GatherRow(in RowIndex row, int thread)
    {
        byte* first = activations->Row(row);
        if (!Gathers)
        {
            return (float*)first;
        }

        float* gathered = (float*)Context.Scratch.Of(thread);
        if (activations->HasDenseRows)
        {
            reader.Read(first, gathered, activations->Ne0);
        }
        else
        {
            reader.ReadStrided(first, activations->Nb0, gathered, activations->Ne0);
        }

        return gathered;
    }

    /// <summary>Runs one of <see cref="MultiplyTasks"/>.</summary>
    /// <param name="task">The task.</param>
    /// <param name="thread">The thread that runs it.</param>
    /// <param name="next">What that thread will probably read next.</param>
    internal void Multiply(int task, int thread, byte* next)
    {
        long rowBlock = Math.DivRem(task, roundBlocks, out long blockOfRound);
        long matrix = Math.DivRem(firstBlock + blockOfRound, blocksPerMatrix, out long blockOfMatrix);
        long firstColumn = blockOfMatrix * tiling.ColumnsPerTask;
        int columns = (int)Math.Min(tiling.ColumnsPerTask, columnsPerMatrix - firstColumn);
        long firstRow = rowBlock * tiling.RowsPerTask;
        int rows = (int)Math.Min(tiling.RowsPerTask, weight->Ne1 - firstRow);
        byte* scratch = Context.Scratch.Of(thread) + GatherBytes;
        byte** prepared = (byte**)scratch;
        float** destinations = (float**)(prepared + tiling.ColumnsPerTask);
        byte* slots = Slots + blockOfRound * tiling.ColumnsPerTask * slotBytes;
        for (int c = 0; c < columns; c++)
        {
            prepared[c] = slots + c * slotBytes;
            destinations[c] = (float*)Result->Row(ColumnRow(matrix, firstColumn + c)) + firstRow;
        }

        kernel!.Multiply(
            new KernelRows(FirstRow(task), (nint)weight->Nb1, rows, next),
            prepared,
            destinations,
            columns,
            scratch + PointerBytes
        );
    }

    // Columns of a matrix: tokens first, then the heads and batches that share it.
    private RowIndex ColumnRow(long matrix, long column)
    {
        long rest = Math.DivRem(column, activations->Ne1, out long i1);
        long batch = Math.DivRem(rest, heads, out long head);
        return new RowIndex
        {
            I1 = i1,
            I2 = matrix % weight->Ne2 * heads + head,
            I3 = matrix / weight->Ne2 * batches + batch,
        };
    }
}
