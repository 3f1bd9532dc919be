// The block of arguments of the assembled product of floating-point rows with few columns.
using System.Runtime.InteropServices;
using Caravan.Cpu.Kernels.MatMul.Floats;

namespace Caravan.Cpu.Assembly.Floats;

/// <summary>The code reads fields by their offsets, which <see cref="Marshal.OffsetOf{T}(string)"/> gives it.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct FloatRowArguments
{
    /// <summary>Columns that are multiplied together.</summary>
    internal const int MostColumns = 6;

    /// <summary>The first of <see cref="FloatPiece.Rows"/> rows.</summary>
    internal byte* Weights;

    /// <summary>Bytes from row to row.</summary>
    internal nint Stride;

    /// <summary>Elements, a multiple of <see cref="FloatRowCode.StepElements"/> and at least one such step.</summary>
    internal nint Elements;

    /// <summary>Receives for each column the lanes of each row's sum.</summary>
    internal float* Sums;

    /// <summary>The activation rows.</summary>
    internal fixed ulong Columns[MostColumns];
}
