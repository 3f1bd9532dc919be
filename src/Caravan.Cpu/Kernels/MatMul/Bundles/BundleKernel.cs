// The AVX2 kernel of one type of interleaved rows: one column from registers, many through tiles.
using System.Runtime.Intrinsics;
using Caravan.Cpu.Assembly.Rows;
using Caravan.Cpu.Kernels.MatMul.Tiles;

namespace Caravan.Cpu.Kernels.MatMul.Bundles;

internal sealed unsafe class BundleKernel<TFormat> : TiledKernel
    where TFormat : IBundleFormat
{
    /// <param name="k">Elements of a row, a multiple of the type's block.</param>
    /// <param name="products">Makes the microkernels.</param>
    internal BundleKernel(int k, TileProducts products)
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

    private BundleKernel(ActivationLayout layout, TileProducts products)
        : base(
            layout,
            products.Create(layout, TFormat.LargestQuant),
            AssembledRows.For(TFormat.Type, products, layout, TFormat.HeaderBytes, TFormat.BlockElements)
        ) => TFormat.Prepare();

    /// <inheritdoc/>
    public override int RowBundle => TFormat.BundleRows;

    /// <inheritdoc/>
    public override int RowsAtATime(long columns) =>
        columns > RowColumns || Assembled is not null ? base.RowsAtATime(columns) : TileLayout.HalfRows;

    /// <inheritdoc/>
    public override string Describe(int columns) =>
        columns > RowColumns ? base.Describe(columns)
        : Assembled is not null ? "assembled bundles"
        : "AVX2 bundles";

    /// <summary>Scales and minimums of a block.</summary>
    protected override int UnpackBytes => 2 * TileLayout.ScaleBytes;

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
            for (int row = 0; row < rows.Count; row += TileLayout.HalfRows)
            {
                byte* lower = rows.First + (row * rows.Stride);
                byte* upper = Upper(lower, rows.Stride, rows.Count - row);
                Vector256<float> products = BundleDot<TFormat>.Multiply(
                    lower + TFormat.HeaderBytes,
                    upper + TFormat.HeaderBytes,
                    TFormat.RowScales(lower, upper),
                    activations[column],
                    Layout,
                    scratch,
                    TileLayout.HalfRows * rows.Stride
                );
                float* destination = destinations[column] + row;
                if (rows.Count - row >= TileLayout.HalfRows)
                {
                    products.Store(destination);
                }
                else
                {
                    products.GetLower().Store(destination);
                }
            }
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
        int offset = TFormat.HeaderBytes + (element / TFormat.BlockElements * TFormat.BlockBytes);
        for (int half = 0; half < count; half += TileLayout.HalfRows)
        {
            byte* lower = rows + (half * rowStride);
            byte* upper = Upper(lower, rowStride, count - half);
            BundleUnpack<TFormat>.Tile(
                lower + offset,
                upper + offset,
                TFormat.RowScales(lower, upper),
                elements / TFormat.BlockElements,
                Layout.HasWords,
                tile.Quants + (half * sizeof(int)),
                tile.Scales + half,
                tile.Minimums + half
            );
        }
    }

    /// <summary>The second bundle of four; where there is none, the first once more.</summary>
    private static byte* Upper(byte* lower, nint rowStride, int rows) =>
        rows > TFormat.BundleRows && TFormat.BundleRows < TileLayout.HalfRows
            ? lower + (TFormat.BundleRows * rowStride)
            : lower;
}
