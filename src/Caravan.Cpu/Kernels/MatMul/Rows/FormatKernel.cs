// The AVX2 kernel of one quantized type: one column from registers, many through tiles.
using System.Runtime.Intrinsics;
using Caravan.Cpu.Assembly.Rows;
using Caravan.Cpu.Kernels.MatMul.Tiles;

namespace Caravan.Cpu.Kernels.MatMul.Rows;

internal sealed unsafe class FormatKernel<TFormat> : TiledKernel
    where TFormat : IAvx2Format
{
    private const int Part = 32;

    private static readonly int TileBytes = TileLayout.Elements / TFormat.BlockElements * TFormat.BlockBytes;

    /// <param name="k">Elements of a row, a multiple of the type's block.</param>
    /// <param name="products">Makes the microkernels.</param>
    internal FormatKernel(int k, TileProducts products)
        : this(
            new ActivationLayout(
                k,
                TFormat.GroupElements,
                TFormat.HasMinimum,
                TFormat.LargestQuant == 0 ? products.SignedOffset : TFormat.ZeroPoint,
                hasWords: TFormat.LargestQuant == 0 && products.SignedOffset == 0
            ),
            products
        ) { }

    private FormatKernel(ActivationLayout layout, TileProducts products)
        : base(
            layout,
            products.Create(layout, TFormat.LargestQuant),
            AssembledRows.For(TFormat.Type, products, layout, TFormat.RowHeaderBytes, TFormat.BlockElements)
        ) => TFormat.Prepare();

    /// <inheritdoc/>
    public override int RowBundle => 1;

    /// <inheritdoc/>
    public override int RowsAtATime(long columns) =>
        columns > RowColumns || Assembled is not null ? base.RowsAtATime(columns) : TileLayout.HalfRows;

    /// <inheritdoc/>
    public override string Describe(int columns) =>
        columns > RowColumns ? base.Describe(columns)
        : Assembled is not null ? "assembled rows"
        : "AVX2 rows";

    /// <summary>Room for the eight-row kernels, then the stage for one tile's bytes of eight rows.</summary>
    protected override int UnpackBytes => (RowScratch.Bytes + (TileLayout.HalfRows * TileBytes) + 63) & ~63;

    /// <inheritdoc/>
    protected override void MultiplyByRows(
        in KernelRows rows,
        byte** activations,
        float** destinations,
        int columns,
        byte* scratch
    )
    {
        for (int column = 0; column < columns; column++)
        {
            MultiplyOne(rows.First, rows.Stride, rows.Count, activations[column], destinations[column], scratch);
        }
    }

    private void MultiplyOne(
        byte* weights,
        nint rowStride,
        int rows,
        byte* activation,
        float* destination,
        byte* scratch
    )
    {
        int row = 0;
        for (; row <= rows - TileLayout.HalfRows; row += TileLayout.HalfRows)
        {
            MultiplyEight(weights + (row * rowStride), rowStride, activation, destination + row, scratch);
        }

        if (row == rows)
        {
            return;
        }

        if (rows >= TileLayout.HalfRows)
        {
            // The last eight rows, some of them for the second time, with the same result.
            row = rows - TileLayout.HalfRows;
            MultiplyEight(weights + (row * rowStride), rowStride, activation, destination + row, scratch);
        }
        else
        {
            MultiplyFew(weights, rowStride, rows, activation, destination, scratch);
        }
    }

    /// <inheritdoc/>
    protected override void UnpackTile(
        byte* rows,
        nint rowStride,
        int count,
        int element,
        int elements,
        in TileColumns tile,
        byte* scratch
    )
    {
        int blocks = elements / TFormat.BlockElements;
        int offset = TFormat.RowHeaderBytes + (element / TFormat.BlockElements * TFormat.BlockBytes);

        for (int half = 0; half < count; half += TileLayout.HalfRows)
        {
            byte* first = rows + (half * rowStride);
            nint stride = rowStride;
            Vector256<float> rowScales;
            if (count - half < TileLayout.HalfRows)
            {
                byte* stage = scratch + RowScratch.Bytes;
                rowScales = StageHeaders(first, rowStride, count - half, stage);
                Stage(first + offset, rowStride, count - half, blocks * TFormat.BlockBytes, stage);
                first = stage;
                stride = TileBytes;
            }
            else
            {
                rowScales = TFormat.RowScales(first, rowStride);
                first += offset;
            }

            RowUnpack<TFormat>.Tile(
                first,
                stride,
                rowScales,
                blocks,
                Layout.HasWords,
                tile.Quants + (half * sizeof(int)),
                tile.Scales + half,
                tile.Minimums + half,
                scratch
            );
        }
    }

    /// <inheritdoc/>
    protected override byte* TileBytesOf(byte* rows, int element) =>
        rows + TFormat.RowHeaderBytes + (element / TFormat.BlockElements * TFormat.BlockBytes);

    private void MultiplyEight(byte* rows, nint rowStride, byte* activation, float* destination, byte* scratch)
    {
        float* sums = stackalloc float[2 * TileLayout.HalfRows];
        new Span<float>(sums, 2 * TileLayout.HalfRows).Clear();
        int blocks = Layout.Elements / TFormat.BlockElements;
        Vector256<float> rowScales = TFormat.RowScales(rows, rowStride);
        rows += TFormat.RowHeaderBytes;
        RowDot<TFormat>.Add(rows, rowStride, rowScales, blocks, activation, Layout, 0, scratch, sums);
        (Vector256.Load(sums) - Vector256.Load(sums + TileLayout.HalfRows)).Store(destination);
    }

    /// <summary>Fewer than eight rows: tile by tile copied to where there is room for eight.</summary>
    private void MultiplyFew(byte* rows, nint rowStride, int count, byte* activation, float* destination, byte* scratch)
    {
        byte* stage = scratch + RowScratch.Bytes;
        float* sums = stackalloc float[2 * TileLayout.HalfRows];
        new Span<float>(sums, 2 * TileLayout.HalfRows).Clear();
        Vector256<float> rowScales = StageHeaders(rows, rowStride, count, stage);
        rows += TFormat.RowHeaderBytes;
        for (int element = 0; element < Layout.Elements; element += TileLayout.Elements)
        {
            int blocks = Math.Min(TileLayout.Elements, Layout.Elements - element) / TFormat.BlockElements;
            Stage(rows, rowStride, count, blocks * TFormat.BlockBytes, stage);
            RowDot<TFormat>.Add(stage, TileBytes, rowScales, blocks, activation, Layout, element / Part, scratch, sums);
            rows += TileBytes;
        }

        for (int row = 0; row < count; row++)
        {
            destination[row] = sums[row] - sums[row + TileLayout.HalfRows];
        }
    }

    /// <summary>The scales of a few whole rows and of the last one again up to eight.</summary>
    private static Vector256<float> StageHeaders(byte* rows, nint rowStride, int count, byte* stage)
    {
        Stage(rows, rowStride, count, TFormat.RowHeaderBytes, stage);
        return TFormat.RowScales(stage, TileBytes);
    }

    /// <summary>Copies a piece of a few rows to the stage and repeats the last one up to eight.</summary>
    private static void Stage(byte* rows, nint rowStride, int count, int bytes, byte* stage)
    {
        for (int row = 0; row < TileLayout.HalfRows; row++)
        {
            byte* from = rows + (Math.Min(row, count - 1) * rowStride);
            new ReadOnlySpan<byte>(from, bytes).CopyTo(new Span<byte>(stage + (row * TileBytes), bytes));
        }
    }
}
