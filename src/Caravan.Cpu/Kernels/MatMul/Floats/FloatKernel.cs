// The loops that kernels of floating-point weights share: pack a piece of some rows once, use it for many columns.
using System.Runtime.Intrinsics;

namespace Caravan.Cpu.Kernels.MatMul.Floats;

/// <summary>
/// Few columns are multiplied straight from memory by eights of rows. For more, or fewer rows, pieces of rows are packed as
/// <see cref="FloatPiece"/> says and multiplied with all columns; lanes of sums are kept between pieces, so that every element is
/// added to the same lane in the same order and the result has the same bits. How numbers are packed and multiplied is the
/// derived kernel's.
/// </summary>
/// <param name="k">Elements of a row.</param>
/// <param name="vectorElements">Elements of a vector of <see cref="FloatPiece.VectorBytes"/>, the same for weights and activations.</param>
/// <param name="weightBytes">Bytes of an element of a weight row.</param>
internal abstract unsafe class FloatKernel(int k, int vectorElements, int weightBytes) : MatMulKernel
{
    /// <summary>Columns up to which assembled products straight from memory are faster than packing.</summary>
    protected const int AssembledRowColumns = 48;

    // Pieces of 64 KiB: the second-level cache holds them beside the sums, and activations come once for sixteen rows.
    private const int MostGroups = 2;
    private const int MostRows = MostGroups * FloatPiece.Rows;

    /// <summary>Columns whose sums are kept at a time. Pieces are packed again for each block of columns.</summary>
    private const int ColumnBlock = 256;

    private const int ColumnSumBytes = FloatPiece.Rows * FloatPiece.VectorBytes;
    private const int SumStride = ColumnBlock * ColumnSumBytes;
    private const int Alignment = 64;

    /// <summary>Elements of a row.</summary>
    protected int Elements => k;

    /// <summary>Vectors of a row, the last one filled up with zeros.</summary>
    protected int RowVectors => (k + vectorElements - 1) / vectorElements;

    /// <inheritdoc/>
    public override int RowBundle => 1;

    /// <inheritdoc/>
    public override int RowsAtATime(long columns) => columns <= RowColumns ? FloatPiece.Rows : MostRows;

    /// <inheritdoc/>
    public override int ActivationRowBytes { get; } = SpreadBytes((k + vectorElements - 1) / vectorElements);

    /// <inheritdoc/>
    public override int ScratchBytes => (MostGroups * (FloatPiece.Bytes + SumStride)) + Alignment;

    /// <inheritdoc/>
    public override void Multiply(
        in KernelRows rows,
        byte** activations,
        float** destinations,
        int columns,
        byte* scratch
    ) => Multiply(rows, activations, destinations, columns, scratch, fetchesRowsBehind: true);

    /// <summary>As the public one.</summary>
    /// <param name="rows">The weight rows.</param>
    /// <param name="activations">One prepared row a column.</param>
    /// <param name="destinations">For each column the address of as many floats as there are rows.</param>
    /// <param name="columns">Activation rows.</param>
    /// <param name="scratch">At least <see cref="ScratchBytes"/> bytes that no other thread uses.</param>
    /// <param name="fetchesRowsBehind">Whether what lies behind the rows is multiplied next, and fetched meanwhile.</param>
    internal void Multiply(
        in KernelRows rows,
        byte** activations,
        float** destinations,
        int columns,
        byte* scratch,
        bool fetchesRowsBehind
    )
    {
        if (columns == 0)
        {
            return;
        }

        scratch = (byte*)(((nint)scratch + Alignment - 1) & -Alignment);
        int done = 0;
        for (; columns <= RowColumns && done <= rows.Count - FloatPiece.Rows; done += FloatPiece.Rows)
        {
            byte* eight = rows.First + (done * rows.Stride);
            MultiplyEight(eight, rows.Stride, activations, destinations, done, columns);
        }

        for (int column = 0; done < rows.Count && column < columns; column += ColumnBlock)
        {
            int count = Math.Min(ColumnBlock, columns - column);
            for (int row = done; row < rows.Count; row += MostRows)
            {
                byte* first = rows.First + (row * rows.Stride);
                int rowCount = Math.Min(MostRows, rows.Count - row);
                bool fetches = fetchesRowsBehind || row + MostRows < rows.Count;
                MultiplyRows(first, rows.Stride, rowCount, activations + column, count, scratch, fetches);
                Store(scratch, destinations + column, row, rowCount, count);
            }
        }
    }

    /// <summary>Columns up to which <see cref="MultiplyEight"/> is the faster way.</summary>
    protected abstract int RowColumns { get; }

    /// <summary>Multiplies eight rows with few columns straight from memory.</summary>
    /// <param name="eight">The first of the rows.</param>
    /// <param name="rowStride">Bytes from row to row.</param>
    /// <param name="activations">One prepared row a column.</param>
    /// <param name="destinations">For each column the address of a row's products.</param>
    /// <param name="row">Where in these the eight products go.</param>
    /// <param name="columns">1 to <see cref="RowColumns"/>.</param>
    protected abstract void MultiplyEight(
        byte* eight,
        nint rowStride,
        byte** activations,
        float** destinations,
        int row,
        int columns
    );

    /// <summary>Packs a piece of up to eight rows.</summary>
    /// <param name="rows">Where the piece begins in the first row.</param>
    /// <param name="rowStride">Bytes from row to row.</param>
    /// <param name="count">Rows, 1 to 8; what is left of the others does not matter.</param>
    /// <param name="elements">Elements of the piece; the last vector is filled up with zeros.</param>
    /// <param name="piece">Receives the piece.</param>
    protected abstract void Pack(byte* rows, nint rowStride, int count, int elements, byte* piece);

    /// <summary>Adds the products of packed pieces with some columns to their sums.</summary>
    /// <param name="pieces">One group's piece after the other.</param>
    /// <param name="groups">Groups of eight rows.</param>
    /// <param name="vectors">Vectors of a row in the piece.</param>
    /// <param name="activations">The columns' activation rows.</param>
    /// <param name="columns">1 to <see cref="FloatPiece.Columns"/>.</param>
    /// <param name="offset">Bytes from the beginning of an activation row to the piece.</param>
    /// <param name="sums">The first group's sums: for each column a vector a row.</param>
    /// <param name="sumStride">Bytes from a group's sums to the next one's.</param>
    protected abstract void Add(
        byte* pieces,
        int groups,
        int vectors,
        byte** activations,
        int columns,
        nint offset,
        byte* sums,
        nint sumStride
    );

    /// <summary>The lanes of the sums of up to <see cref="MostRows"/> rows with the columns of a block, left in scratch.</summary>
    private void MultiplyRows(
        byte* rows,
        nint rowStride,
        int count,
        byte** activations,
        int columns,
        byte* scratch,
        bool fetchesRowsBehind
    )
    {
        // Bounds: the parts of the scratch are ScratchBytes together; activation rows are padded to whole vectors.
        byte* sums = scratch + (MostGroups * FloatPiece.Bytes);
        int groups = (count + FloatPiece.Rows - 1) / FloatPiece.Rows;
        for (int group = 0; group < groups; group++)
        {
            new Span<byte>(sums + (group * SumStride), columns * ColumnSumBytes).Clear();
        }

        int rowVectors = RowVectors;
        for (int vector = 0; vector < rowVectors; vector += FloatPiece.MostVectors)
        {
            int vectors = Math.Min(FloatPiece.MostVectors, rowVectors - vector);
            nint element = (nint)vector * vectorElements;
            for (int group = 0; group < groups; group++)
            {
                Pack(
                    rows + (group * FloatPiece.Rows * rowStride) + (element * weightBytes),
                    rowStride,
                    Math.Min(FloatPiece.Rows, count - (group * FloatPiece.Rows)),
                    (int)Math.Min(vectors * vectorElements, k - element),
                    scratch + (group * vectors * ColumnSumBytes)
                );
            }

            nint next = element + (vectors * vectorElements);
            PieceFetch ahead =
                next < k || fetchesRowsBehind ? FetchAfter(rows, rowStride, count, next, columns) : default;
            for (int column = 0; column < columns; column += FloatPiece.Columns)
            {
                ahead.Next();
                Add(
                    scratch,
                    groups,
                    vectors,
                    activations + column,
                    Math.Min(FloatPiece.Columns, columns - column),
                    (nint)vector * FloatPiece.VectorBytes,
                    sums + (column * ColumnSumBytes),
                    SumStride
                );
            }
        }
    }

    /// <summary>What is packed next: the following piece, or the first one of the rows behind these.</summary>
    private PieceFetch FetchAfter(byte* rows, nint rowStride, int count, nint element, int columns)
    {
        bool isLast = element >= k;
        nint elements = Math.Min(FloatPiece.MostVectors * vectorElements, isLast ? k : k - element);
        byte* next = isLast ? rows + (count * rowStride) : rows + (element * weightBytes);
        return new PieceFetch(
            next,
            rowStride,
            count,
            elements * weightBytes,
            (columns + FloatPiece.Columns - 1) / FloatPiece.Columns
        );
    }

    // An odd number of cache lines: rows a power of two apart would share a few sets of every cache and drive each other out.
    private static int SpreadBytes(int vectors)
    {
        int bytes = ((vectors * FloatPiece.VectorBytes) + Alignment - 1) & -Alignment;
        return bytes % (2 * Alignment) == 0 ? bytes + Alignment : bytes;
    }

    private static void Store(byte* scratch, float** destinations, int row, int count, int columns)
    {
        byte* sums = scratch + (MostGroups * FloatPiece.Bytes);
        for (int first = 0; first < count; first += FloatPiece.Rows)
        {
            int rows = Math.Min(FloatPiece.Rows, count - first);
            for (int column = 0; column < columns; column++)
            {
                Vector256<float> eight = FloatRows.Sums((Vector256<float>*)(sums + (column * ColumnSumBytes)));
                float* destination = destinations[column] + row + first;
                if (rows == FloatPiece.Rows)
                {
                    eight.Store(destination);
                }
                else
                {
                    VectorRows.StoreTail(eight, destination, rows);
                }
            }

            sums += SumStride;
        }
    }
}
