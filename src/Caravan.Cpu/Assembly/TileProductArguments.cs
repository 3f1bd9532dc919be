// The block of arguments of an assembled tile product.
using System.Runtime.InteropServices;

namespace Caravan.Cpu.Assembly;

/// <summary>The code reads fields by their offsets, which <see cref="Marshal.OffsetOf{T}(string)"/> gives it.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct TileProductArguments
{
    /// <summary>Columns that one call can take.</summary>
    internal const int MostColumns = 6;

    /// <summary>The first row tile's quants; those of the next one are a constant distance away, as are its scales.</summary>
    internal byte* Quants;

    /// <summary>Sixteen scales a group.</summary>
    internal float* Scales;

    /// <summary>Sixteen minimums a group; null when there are none.</summary>
    internal float* Minimums;

    /// <summary>Running sums of all rows, column after column.</summary>
    internal float* Sums;

    /// <summary>Running sums of minimums, as <see cref="Sums"/>.</summary>
    internal float* MinimumSums;

    /// <summary>Elements of a row in the tile, in 32.</summary>
    internal nint Parts;

    /// <summary>Bytes from an activation row's start to the first quant.</summary>
    internal nint QuantAt;

    /// <summary>Bytes from an activation row's start to the first scale.</summary>
    internal nint ScaleAt;

    /// <summary>Bytes from an activation row's start to the first scaled sum.</summary>
    internal nint SumAt;

    /// <summary>Bytes from an activation row's start to the first sum for the zero point.</summary>
    internal nint ZeroAt;

    /// <summary>What is unpacked after these tiles: its first row, or the first one that is not yet fetched. The code moves it on.</summary>
    internal byte* AheadRow;

    /// <summary>Bytes from row to row there.</summary>
    internal nint AheadStride;

    /// <summary>Rows there that are to be fetched, an even number. The code counts them down.</summary>
    internal nint AheadRows;

    /// <summary>Addresses of the activation rows.</summary>
    internal fixed ulong Activations[MostColumns];

    /// <summary>Addresses of the activation rows of the next call, whose bytes are fetched ahead.</summary>
    internal fixed ulong Ahead[MostColumns];
}
