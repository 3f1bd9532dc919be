// The block of arguments of the assembled product of half-precision rows.
using System.Runtime.InteropServices;

namespace Caravan.Cpu.Assembly.Floats;

/// <summary>The code reads fields by their offsets, which <see cref="Marshal.OffsetOf{T}(string)"/> gives it.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct HalfRowArguments
{
    /// <summary>Rows that are multiplied together.</summary>
    internal const int Rows = 8;

    /// <summary>Lanes of a row's sum.</summary>
    internal const int Lanes = 8;

    /// <summary>The first of eight rows.</summary>
    internal byte* Weights;

    /// <summary>Bytes from row to row.</summary>
    internal nint Stride;

    /// <summary>The activation row.</summary>
    internal float* Activation;

    /// <summary>Elements, a multiple of <see cref="HalfRowCode.StepElements"/> and at least one such step.</summary>
    internal nint Elements;

    /// <summary>Receives the eight lanes of each row's sum.</summary>
    internal fixed float Sums[Rows * Lanes];
}
