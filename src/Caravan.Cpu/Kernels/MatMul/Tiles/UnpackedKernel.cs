// The kernel of types that have no vector unpacking: the format's scalar one fills the tile.
using System.Runtime.Intrinsics;
using Caravan.Cpu.Assembly.Rows;
using Caravan.Tensors;

namespace Caravan.Cpu.Kernels.MatMul.Tiles;

/// <summary>
/// Unpacks rows with their <see cref="QuantFormat"/>: tile by tile where a row is nothing but blocks, whole rows where it has a head of
/// its own. Quants are signed.
/// </summary>
internal sealed unsafe class UnpackedKernel : TiledKernel
{
    private const int Part = 32;

    private readonly QuantFormat _format;
    private readonly TensorTypeTraits _traits;
    private readonly bool _wholeRows;

    // The most elements of a row that are unpacked at a time.
    private readonly int _unpackElements;

    /// <param name="format">The weights' format.</param>
    /// <param name="k">Elements of a row, a multiple of 32 and of the type's block.</param>
    /// <param name="products">Makes the microkernels.</param>
    internal UnpackedKernel(QuantFormat format, int k, TileProducts products)
        : this(
            format,
            new ActivationLayout(
                k,
                format.GroupElements,
                format.HasMinimum,
                products.SignedOffset,
                hasWords: products.SignedOffset == 0
            ),
            products
        ) { }

    private UnpackedKernel(QuantFormat format, ActivationLayout layout, TileProducts products)
        : base(layout, products.Create(layout, 0), RowsOf(TensorTypes.Get(format.Type), layout, products))
    {
        _format = format;
        _traits = TensorTypes.Get(format.Type);
        _wholeRows = _traits.RowExtraBytes > 0;
        _unpackElements = _wholeRows ? layout.Elements : Math.Min(TileLayout.Elements, layout.Elements);
    }

    /// <inheritdoc/>
    public override int RowBundle => _traits.InterleavedRows;

    /// <inheritdoc/>
    public override string Describe(int columns) =>
        Assembled is null ? base.Describe(columns) + ", scalar"
        : columns > RowColumns ? base.Describe(columns)
        : "assembled bundles";

    /// <summary>Scales, minimums and quants of sixteen rows.</summary>
    protected override int UnpackBytes => TileLayout.Rows * (_unpackElements + (2 * UnpackGroups * sizeof(float)));

    private static AssembledRows? RowsOf(TensorTypeTraits traits, ActivationLayout layout, TileProducts products) =>
        AssembledRows.For(
            traits.Type,
            products,
            layout,
            traits.RowExtraBytes * traits.InterleavedRows,
            traits.BlockElements
        );

    private int UnpackGroups => _unpackElements / _format.GroupElements;

    /// <inheritdoc/>
    protected override void BeginRows(byte* rows, nint rowStride, int count, byte* scratch)
    {
        if (_wholeRows)
        {
            Unpack(rows, rowStride, count, 0, Layout.Elements, scratch);
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
        int from = element;
        int pitch = Layout.Elements;
        if (!_wholeRows)
        {
            Unpack(rows, rowStride, count, element, elements, scratch);
            from = 0;
            pitch = elements;
        }

        float* scales = (float*)scratch;
        float* minimums = scales + (TileLayout.Rows * UnpackGroups);
        sbyte* quants = (sbyte*)(minimums + (TileLayout.Rows * UnpackGroups));
        int firstGroup = from / _format.GroupElements;
        int groupPitch = pitch / _format.GroupElements;
        Transpose(scales + firstGroup, groupPitch, count, tile.Groups, tile.Scales);
        if (_format.HasMinimum)
        {
            Transpose(minimums + firstGroup, groupPitch, count, tile.Groups, tile.Minimums);
        }

        for (int half = 0; half < count; half += TileLayout.HalfRows)
        {
            Pack(quants + (half * pitch) + from, pitch, elements, tile.Quants + (half * sizeof(int)));
        }
    }

    private void Unpack(byte* rows, nint rowStride, int count, int element, int elements, byte* scratch)
    {
        // Bounds: element is a multiple of the block, and whole rows are taken from their start.
        int bundle = _traits.InterleavedRows;
        int groups = elements / _format.GroupElements;
        int bytes = (int)_traits.RowBytes(elements) * bundle;
        float* scales = (float*)scratch;
        float* minimums = scales + (TileLayout.Rows * UnpackGroups);
        sbyte* quants = (sbyte*)(minimums + (TileLayout.Rows * UnpackGroups));
        int offset = element / _traits.BlockElements * _traits.BlockBytes * bundle;
        for (int row = 0; row < count; row += bundle)
        {
            _format.Unpack(
                new ReadOnlySpan<byte>(rows + (row * rowStride) + offset, bytes),
                elements,
                new Span<sbyte>(quants + (row * elements), bundle * elements),
                new Span<float>(scales + (row * groups), bundle * groups),
                new Span<float>(minimums + (row * groups), bundle * groups)
            );
        }
    }

    private static void Transpose(float* rows, int pitch, int count, int groups, float* lanes)
    {
        for (int row = 0; row < count; row++)
        {
            for (int group = 0; group < groups; group++)
            {
                lanes[(group * TileLayout.Rows) + row] = rows[(row * pitch) + group];
            }
        }
    }

    private void Pack(sbyte* quants, int pitch, int elements, byte* tile)
    {
        int step = Layout.HasWords ? TilePacker.WordStep : TilePacker.ByteStep;
        Vector256<sbyte>* part = stackalloc Vector256<sbyte>[TileLayout.HalfRows];
        for (int element = 0; element < elements; element += Part)
        {
            for (int row = 0; row < TileLayout.HalfRows; row++)
            {
                part[row] = Vector256.Load(quants + (row * pitch) + element);
            }

            TilePacker.StoreSigned(part, Layout.HasWords, tile);
            tile += step;
        }
    }
}
