// The block of arguments of an assembled row product.
using System.Runtime.InteropServices;

namespace Caravan.Cpu.Assembly.Rows;

/// <summary>The code reads fields by their offsets, which <see cref="Marshal.OffsetOf{T}(string)"/> gives it.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct RowProductArguments
{
    /// <summary>Columns that one call can take.</summary>
    internal const int MostColumns = 4;

    /// <summary>Bytes of a register.</summary>
    internal const int RegisterBytes = 64;

    private const int AsideRegisters = 24;

    /// <summary>The first block of the first of sixteen rows.</summary>
    internal byte* Weights;

    /// <summary>Bytes from row to row.</summary>
    internal nint Stride;

    /// <summary>Blocks of each row, at least one. The code counts them down.</summary>
    internal nint Blocks;

    /// <summary>Bytes from an activation row's start to its scales.</summary>
    internal nint ScaleAt;

    /// <summary>Bytes from an activation row's start to the sums for minimums or for the zero point.</summary>
    internal nint SumAt;

    /// <summary>Addresses of the activation rows.</summary>
    internal fixed ulong Activations[MostColumns];

    /// <summary>For each column the address of sixteen floats.</summary>
    internal fixed ulong Destinations[MostColumns];

    private fixed ulong _padding[3];

    /// <summary>Registers that the code puts aside, on 64 bytes when the whole is.</summary>
    internal fixed byte Aside[AsideRegisters * RegisterBytes];
}
