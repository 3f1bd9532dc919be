// The assembled products of sixteen rows of one type.
using Iced.Intel;

namespace Caravan.Cpu.Assembly.Rows;

/// <summary>Functions for one column and up to a few.</summary>
internal sealed unsafe class RowProduct
{
    private readonly MachineCode[] _code;

    private RowProduct(MachineCode[] code, int columnsByRows)
    {
        _code = code;
        ColumnsByRows = columnsByRows;
    }

    /// <summary>Columns that one call can take.</summary>
    internal int MostColumns => _code.Length;

    /// <summary>Columns up to which calls of this are faster than tiles.</summary>
    internal int ColumnsByRows { get; }

    /// <summary>Assembles the functions; null where the system allows no code to be made.</summary>
    /// <param name="create">Makes the code for a number of columns.</param>
    /// <param name="columnsByRows">See <see cref="ColumnsByRows"/>.</param>
    internal static RowProduct? TryCreate(Func<Assembler, int, RowProductCode> create, int columnsByRows)
    {
        MachineCode[] code = new MachineCode[RowProductArguments.MostColumns];
        for (int i = 0; i < code.Length; i++)
        {
            if (MachineCode.TryAssemble(assembler => Write(assembler, create, i + 1)) is not { } function)
            {
                return null;
            }

            code[i] = function;
        }

        return new RowProduct(code, columnsByRows);
    }

    /// <summary>Multiplies sixteen rows with 1 to <see cref="MostColumns"/> columns.</summary>
    internal void Multiply(RowProductArguments* arguments, int columns) => _code[columns - 1].Entry(arguments);

    private static void Write(Assembler assembler, Func<Assembler, int, RowProductCode> create, int columns)
    {
        // The upper sixteen registers have EVEX forms only.
        assembler.PreferVex = false;
        create(assembler, columns).Write();
    }
}
