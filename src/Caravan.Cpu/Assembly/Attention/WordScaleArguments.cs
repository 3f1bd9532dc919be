// The block of arguments of the assembled reading of scales.
using System.Runtime.InteropServices;

namespace Caravan.Cpu.Assembly.Attention;

/// <summary>The code reads fields by their offsets, which <see cref="Marshal.OffsetOf{T}(string)"/> gives it.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct WordScaleArguments
{
    /// <summary>The first row, as Q8_0 has it; the code moves it on.</summary>
    internal byte* Rows;

    /// <summary>Bytes from row to row.</summary>
    internal nint Stride;

    /// <summary>Rows in units of sixteen, at least one; the code counts it down.</summary>
    internal nint Groups;

    /// <summary>Blocks of a row.</summary>
    internal nint Blocks;

    /// <summary>[blocks][<see cref="AttentionTile.Size"/>].</summary>
    internal float* Scales;

    /// <summary>Receives zero unless a scale is infinite or NaN.</summary>
    internal int AreSpecial;
}
