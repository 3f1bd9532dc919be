// The block of arguments of the assembled product of packed floating-point rows with some columns.
using System.Runtime.InteropServices;
using Caravan.Cpu.Kernels.MatMul.Floats;

namespace Caravan.Cpu.Assembly.Floats;

/// <summary>The code reads fields by their offsets, which <see cref="Marshal.OffsetOf{T}(string)"/> gives it.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct FloatTileArguments
{
    /// <summary>Columns that are multiplied together.</summary>
    internal const int MostColumns = FloatPiece.Columns;

    /// <summary>The first group's packed rows, as <see cref="FloatPiece"/> lays them out; the other groups follow at once.</summary>
    internal byte* Rows;

    /// <summary>Vectors of each row, at least one.</summary>
    internal nint Vectors;

    /// <summary>Groups of <see cref="FloatPiece.Rows"/> rows, at least one.</summary>
    internal nint Groups;

    /// <summary>The first group's sums: for each column one vector a row.</summary>
    internal byte* Sums;

    /// <summary>Bytes from a group's sums to the next one's.</summary>
    internal nint SumStride;

    /// <summary>Where the piece begins in each activation row.</summary>
    internal fixed ulong Columns[MostColumns];
}
