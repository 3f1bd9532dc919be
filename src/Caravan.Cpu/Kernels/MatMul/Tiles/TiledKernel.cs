// The columns' loop that all tile kernels share: unpack a tile once, use it for many columns.
using System.Runtime.Intrinsics;
using Caravan.Cpu.Assembly.Rows;

namespace Caravan.Cpu.Kernels.MatMul.Tiles;

/// <summary>
/// Walks over rows by sixteens and over a row by tiles, keeping the running sums of a block of columns in scratch. How a tile
/// is unpacked is the derived kernel's.
/// </summary>
internal abstract unsafe class TiledKernel : MatMulKernel
{
    /// <summary>Columns whose sums are kept at a time. The tile is unpacked again for each block of columns.</summary>
    private const int ColumnBlock = 512;

    private const int Alignment = 64;

    private readonly TileProduct _product;

    // Rows that are multiplied together, and the bytes of their sums.
    private readonly int _rows;
    private readonly int _sumBytes;

    /// <param name="layout">Of the activation rows.</param>
    /// <param name="product">The microkernels, made for the same layout.</param>
    /// <param name="assembled">Takes over wherever there are sixteen rows; null where the type has no such code.</param>
    protected TiledKernel(ActivationLayout layout, TileProduct product, AssembledRows? assembled)
    {
        Layout = layout;
        Assembled = assembled;
        _product = product;
        _rows = product.RowTiles * TileLayout.Rows;
        _sumBytes = ColumnBlock * _rows * sizeof(float);
    }

    /// <inheritdoc/>
    public override string Describe(int columns) => $"{_product.Name} tiles";

    /// <inheritdoc/>
    public override int RowsAtATime(long columns) =>
        columns <= RowColumns && Assembled is not null ? TileLayout.Rows : _rows;

    /// <inheritdoc/>
    public override int ActivationRowBytes => Layout.RowBytes;

    /// <inheritdoc/>
    public sealed override int ScratchBytes =>
        (2 * _sumBytes) + (_product.RowTiles * (TileLayout.Bytes + UnpackBytes)) + Alignment;

    /// <summary>Code for sixteen rows, where the type has any.</summary>
    protected AssembledRows? Assembled { get; }

    /// <summary>Columns up to which rows are multiplied as they are unpacked.</summary>
    protected int RowColumns => Assembled?.ColumnsByRows ?? 1;

    /// <summary>The activation rows' layout.</summary>
    protected ActivationLayout Layout { get; }

    /// <summary>Bytes of scratch that the derived kernel needs for sixteen rows, a multiple of 64.</summary>
    protected abstract int UnpackBytes { get; }

    /// <inheritdoc/>
    public override void PrepareRow(float* source, byte* destination) =>
        ActivationQuantizer.Quantize(Layout, source, destination);

    /// <inheritdoc/>
    public sealed override void Multiply(
        in KernelRows rows,
        byte** activations,
        float** destinations,
        int columns,
        byte* scratch
    )
    {
        scratch = (byte*)(((nint)scratch + Alignment - 1) & -Alignment);
        if (columns <= RowColumns && Assembled is not null && rows.Count >= TileLayout.Rows)
        {
            Assembled.Multiply(rows, activations, destinations, columns);
        }
        else if (columns <= RowColumns)
        {
            MultiplyByRows(rows, activations, destinations, columns, scratch);
        }
        else
        {
            MultiplyMany(rows, activations, destinations, columns, scratch);
        }
    }

    /// <summary>Multiplies with few columns where no code is assembled: through tiles, where the derived kernel knows no faster way.</summary>
    protected virtual void MultiplyByRows(
        in KernelRows rows,
        byte** activations,
        float** destinations,
        int columns,
        byte* scratch
    ) => MultiplyMany(rows, activations, destinations, columns, scratch);

    /// <summary>Unpacks up to sixteen rows before any tile is asked for; for types whose rows must be unpacked whole.</summary>
    protected virtual void BeginRows(byte* rows, nint rowStride, int count, byte* scratch) { }

    /// <summary>Unpacks one tile.</summary>
    /// <param name="rows">The first row.</param>
    /// <param name="rowStride">Bytes from row to row.</param>
    /// <param name="count">Rows, 1 to 16; what is written for the others does not matter.</param>
    /// <param name="element">The first element, a multiple of <see cref="TileLayout.Elements"/>.</param>
    /// <param name="elements">Elements, a multiple of 32 and of the type's block.</param>
    /// <param name="tile">Receives the tile in <see cref="TileColumns.Quants"/>, scales and minimums.</param>
    /// <param name="scratch"><see cref="UnpackBytes"/> bytes, aligned to 64.</param>
    protected abstract void UnpackTile(
        byte* rows,
        nint rowStride,
        int count,
        int element,
        int elements,
        in TileColumns tile,
        byte* scratch
    );

    /// <summary>Where the bytes of a row's tile begin; they are fetched before they are asked for. Null where a row's bytes have no order of tiles.</summary>
    protected virtual byte* TileBytesOf(byte* row, int element) => null;

    private void MultiplyMany(in KernelRows rows, byte** activations, float** destinations, int columns, byte* scratch)
    {
        for (int column = 0; column < columns; column += ColumnBlock)
        {
            int count = Math.Min(ColumnBlock, columns - column);
            for (int row = 0; row < rows.Count; row += _rows)
            {
                int rowCount = Math.Min(_rows, rows.Count - row);
                byte* first = rows.First + (row * rows.Stride);
                FetchDestinations(destinations + column, row, rowCount, count);
                MultiplyRows(first, rows.Stride, rowCount, activations + column, count, scratch);
                Store(scratch, destinations + column, row, rowCount, count);
            }
        }
    }

    private void MultiplyRows(byte* rows, nint rowStride, int count, byte** activations, int columns, byte* scratch)
    {
        // Bounds: the parts of the scratch are ScratchBytes together. Of a tile without rows whatever it has is multiplied,
        // and not stored.
        byte* scales = scratch + (2 * _sumBytes);
        byte* unpackScratch = scales + (_product.RowTiles * TileLayout.Bytes);
        TileColumns tile = new()
        {
            Scales = (float*)scales,
            Minimums = Layout.HasMinimum ? (float*)(scales + TileLayout.ScaleBytes) : null,
            Quants = scales + (2 * TileLayout.ScaleBytes),
            AheadStride = rowStride,
            Activations = activations,
            Sums = (float*)scratch,
            MinimumSums = (float*)(scratch + _sumBytes),
        };
        new Span<float>(tile.Sums, columns * _rows).Clear();
        if (Layout.HasMinimum)
        {
            new Span<float>(tile.MinimumSums, columns * _rows).Clear();
        }

        for (int row = 0; row < count; row += TileLayout.Rows)
        {
            byte* own = unpackScratch + (row / TileLayout.Rows * UnpackBytes);
            BeginRows(rows + (row * rowStride), rowStride, Math.Min(TileLayout.Rows, count - row), own);
        }

        for (int element = 0; element < Layout.Elements; element += TileLayout.Elements)
        {
            int elements = Math.Min(TileLayout.Elements, Layout.Elements - element);
            tile.FirstGroup = element / Layout.GroupElements;
            tile.Groups = elements / Layout.GroupElements;

            // Behind the last tile of these rows comes the first one of those after them.
            tile.Ahead =
                element + elements < Layout.Elements
                    ? TileBytesOf(rows, element + elements)
                    : TileBytesOf(rows + (_rows * rowStride), 0);
            TileColumns part = tile;
            for (int row = 0; row < count; row += TileLayout.Rows)
            {
                int partCount = Math.Min(TileLayout.Rows, count - row);
                byte* own = unpackScratch + (row / TileLayout.Rows * UnpackBytes);
                byte* first = rows + (row * rowStride);
                if (Assembled is not null && partCount == TileLayout.Rows)
                {
                    Assembled.Unpack(first, rowStride, element, elements, part);
                }
                else
                {
                    UnpackTile(first, rowStride, partCount, element, elements, part, own);
                }

                part.MoveToNextRows();
            }

            _product.Add(tile, columns);
        }
    }

    // Where results go has not been touched for long: it comes into the cache while the products are computed.
    private static void FetchDestinations(float** destinations, int row, int count, int columns)
    {
        for (int column = 0; column < columns; column++)
        {
            float* first = destinations[column] + row;
            for (int i = 0; i < count; i += Alignment / sizeof(float))
            {
                CachePrefetch.ToSecondLevel((byte*)(first + i));
            }
        }
    }

    private void Store(byte* scratch, float** destinations, int row, int count, int columns)
    {
        float* sums = (float*)scratch;
        float* minimumSums = (float*)(scratch + _sumBytes);
        for (int column = 0; column < columns; column++)
        {
            // Bounds: a column's sums are a whole number of vectors.
            float* destination = destinations[column] + row;
            for (int i = 0; i < count; i += Vector256<float>.Count)
            {
                Vector256<float> value = Vector256.Load(sums + i);
                if (Layout.HasMinimum)
                {
                    value -= Vector256.Load(minimumSums + i);
                }

                if (count - i >= Vector256<float>.Count)
                {
                    value.Store(destination + i);
                }
                else
                {
                    VectorRows.StoreTail(value, destination + i, count - i);
                }
            }

            sums += _rows;
            minimumSums += _rows;
        }
    }
}
