// Assembled products and unpacking of sixteen rows of one type.
using Caravan.Cpu.Kernels.MatMul.Tiles;
using Iced.Intel;

namespace Caravan.Cpu.Assembly.Rows;

/// <summary>Functions for one column and up to a few, and one that makes a tile.</summary>
internal sealed unsafe class RowProduct
{
    private const int EightRows = TileLayout.HalfRows;

    private readonly MachineCode[] _code;
    private readonly MachineCode _unpack;
    private readonly MachineCode? _eight;

    private RowProduct(MachineCode[] code, MachineCode unpack, MachineCode? eight, int blockBytes, int columnsByRows)
    {
        _eight = eight;
        BlockBytes = blockBytes;
        _code = code;
        _unpack = unpack;
        ColumnsByRows = columnsByRows;
    }

    /// <summary>Columns that one call can take.</summary>
    internal int MostColumns => _code.Length;

    /// <summary>Bytes of a block of a row, or of a bundle of interleaved rows.</summary>
    internal int BlockBytes { get; }

    /// <summary>Columns up to which calls of this are faster than tiles.</summary>
    internal int ColumnsByRows { get; }

    /// <summary>True when bundles of eight rows, which lie in one run, are read one after the other for a single column.</summary>
    internal bool HasEight => _eight is not null;

    /// <summary>Assembles the functions; null where the system allows no code to be made.</summary>
    /// <param name="create">Makes the code.</param>
    /// <param name="columnsByRows">See <see cref="ColumnsByRows"/>.</param>
    /// <param name="hasEight">See <see cref="HasEight"/>.</param>
    internal static RowProduct? TryCreate(
        Func<Assembler, RowSink, RowFormatCode> create,
        int columnsByRows,
        bool hasEight = false
    )
    {
        MachineCode? eight = null;
        if (hasEight)
        {
            eight = TryAssemble(create, new RowProductSink(1, EightRows));
            if (eight is null)
            {
                return null;
            }
        }

        MachineCode[] code = new MachineCode[RowArguments.MostColumns];
        for (int i = 0; i < code.Length; i++)
        {
            if (TryAssemble(create, new RowProductSink(i + 1)) is not { } function)
            {
                return null;
            }

            code[i] = function;
        }

        RowTileSink tile = new();
        return TryAssemble(create, tile) is { } unpack
            ? new RowProduct(code, unpack, eight, tile.Code.BlockBytes, columnsByRows)
            : null;
    }

    /// <summary>Multiplies sixteen rows with 1 to <see cref="MostColumns"/> columns.</summary>
    internal void Multiply(RowArguments* arguments, int columns) => _code[columns - 1].Entry(arguments);

    /// <summary>Multiplies eight rows with one column, where <see cref="HasEight"/>.</summary>
    internal void MultiplyEight(RowArguments* arguments) => _eight!.Entry(arguments);

    /// <summary>Unpacks blocks of sixteen rows into a tile.</summary>
    internal void Unpack(RowArguments* arguments) => _unpack.Entry(arguments);

    private static MachineCode? TryAssemble(Func<Assembler, RowSink, RowFormatCode> create, RowSink sink) =>
        MachineCode.TryAssemble(
            _ => sink.Code.Write(),
            assembler =>
            {
                // The upper sixteen registers have EVEX forms only.
                assembler.PreferVex = false;
                create(assembler, sink).WriteTables();
            }
        );
}
