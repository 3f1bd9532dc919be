// How a matrix product is cut into tasks.
namespace Caravan.Cpu;

/// <summary>Rows of the weight and columns (rows of activations) that one task multiplies.</summary>
internal readonly record struct MatMulTiling(long RowsPerTask, long ColumnsPerTask)
{
    // A weight tile is unpacked once for all columns of a task; beyond this the activations leave the second-level cache
    // and more columns gain nothing.
    private const long MostColumns = 512;

    // Prompt tiles: enough rows that each load of an activation serves several.
    private const long LeastPromptRows = 32;
    private const long LeastPromptColumns = 32;
    private const long PromptColumns = 8;

    // A task should take about this long, at about these rates of one core.
    private const double TaskNanoseconds = 30_000;
    private const double BytesPerNanosecond = 10;
    private const double ProductsPerNanosecond = 60;
    private const double SerialNanoseconds = 8_000;
    private const int TasksPerThread = 4;
    private const double PrepareElementNanoseconds = 0.9;
    private const double PrepareTaskNanoseconds = 5000;

    /// <summary>Columns up to which products are bound by reading weights; with more they are by arithmetic.</summary>
    internal const long MostReadingColumns = 8;

    /// <summary>Activation rows that are worth a task when they are brought into a kernel's form.</summary>
    internal static long PreparedRows(long elements) =>
        Math.Max(1, (long)(PrepareTaskNanoseconds / Math.Max(PrepareElementNanoseconds * elements, 1)));

    /// <summary>The most columns that a task has when so many share a matrix: it grows with them, which the choice need not.</summary>
    internal static long MostColumnsPerTask(long columns) => Math.Clamp(columns, 1, MostColumns);

    /// <summary>The most places that tasks take when so many columns are dealt to them, which again grows with the columns.</summary>
    internal static long MostPlaces(long columns)
    {
        // Halving the columns of a task from the most to the least leaves so many places over, and a whole task beyond the most.
        const long MostHalvings = MostColumns / LeastPromptColumns;
        long multiple = columns <= MostColumns ? MostHalvings : MostColumns;
        return (columns + multiple - 1) / multiple * multiple;
    }

    /// <summary>Chooses a tiling.</summary>
    /// <param name="rows">Rows of one weight matrix.</param>
    /// <param name="columns">Columns that share it.</param>
    /// <param name="matrices">Weight matrices.</param>
    /// <param name="rowElements">Elements of a weight row.</param>
    /// <param name="rowBytes">Bytes of a weight row.</param>
    /// <param name="bundle">Rows of which a task has a multiple.</param>
    /// <param name="threads">Threads that share the tasks.</param>
    internal static MatMulTiling Choose(
        long rows,
        long columns,
        long matrices,
        long rowElements,
        long rowBytes,
        int bundle,
        int threads
    )
    {
        double row = Math.Max(rowBytes / BytesPerNanosecond, rowElements * (double)columns / ProductsPerNanosecond);
        long columnsPerTask = MostColumnsPerTask(columns);
        double total = row * rows * matrices;
        if (threads == 1 || total < SerialNanoseconds)
        {
            // One task a matrix still runs on one thread when there is only one matrix.
            return new MatMulTiling(Math.Max(rows, 1), columnsPerTask);
        }

        long rowsPerTask = Math.Max(1, (long)(TaskNanoseconds / Math.Max(row, 1)));
        long wanted = (long)threads * TasksPerThread;
        long columnBlocks = (columns + columnsPerTask - 1) / columnsPerTask;
        long share = Math.Max(1, rows * matrices * columnBlocks / wanted);
        rowsPerTask = Math.Min(rowsPerTask, share);
        if (columns >= PromptColumns)
        {
            rowsPerTask = Math.Max(rowsPerTask, LeastPromptRows);
            while (
                columnsPerTask > LeastPromptColumns
                && (rows + rowsPerTask - 1) / rowsPerTask * matrices * columnBlocks < wanted
            )
            {
                columnsPerTask = (columnsPerTask + 1) / 2;
                columnBlocks = (columns + columnsPerTask - 1) / columnsPerTask;
            }
        }

        rowsPerTask = (rowsPerTask + bundle - 1) / bundle * bundle;
        return new MatMulTiling(Math.Min(rowsPerTask, Math.Max(rows, 1)), columnsPerTask);
    }
}
