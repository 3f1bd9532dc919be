// The block of arguments of assembled code for rows.
using System.Runtime.InteropServices;

namespace Caravan.Cpu.Assembly.Rows;

/// <summary>The code reads fields by their offsets, which <see cref="Marshal.OffsetOf{T}(string)"/> gives it.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct RowArguments
{
    /// <summary>Columns that one call can take.</summary>
    internal const int MostColumns = 4;

    /// <summary>Bytes of a register.</summary>
    internal const int RegisterBytes = 64;

    private const int AsideRegisters = 24;

    // Eighteen words stand before the registers.
    private const int PaddingWords = 6;

    /// <summary>The first block of the first of sixteen rows.</summary>
    internal byte* Weights;

    /// <summary>What stands before the blocks of the first of these rows.</summary>
    internal byte* Heads;

    /// <summary>Bytes from row to row.</summary>
    internal nint Stride;

    /// <summary>What is fetched while these rows are multiplied: as many bytes as they have.</summary>
    internal byte* Ahead;

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

    /// <summary>Receives the tile's quants, on 64 bytes as the next two.</summary>
    internal byte* Quants;

    /// <summary>Receives the tile's scales.</summary>
    internal float* Scales;

    /// <summary>Receives the tile's minimums, where the type has any.</summary>
    internal float* Minimums;

    private fixed ulong _padding[PaddingWords];

    /// <summary>Registers that the code puts aside, on 64 bytes when the whole is.</summary>
    internal fixed byte Aside[AsideRegisters * RegisterBytes];

    /// <summary>Bytes in which one finds its place.</summary>
    internal static int RoomBytes => sizeof(RowArguments) + RegisterBytes;

    /// <summary>The arguments in <see cref="RoomBytes"/> bytes, on 64.</summary>
    internal static RowArguments* In(byte* room) => (RowArguments*)((nint)(room + RegisterBytes - 1) & -RegisterBytes);
}
