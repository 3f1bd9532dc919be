// The block of arguments of the assembled product of interleaved bfloat16 rows with one column.
using System.Runtime.InteropServices;

namespace Caravan.Cpu.Assembly.Floats;

/// <summary>The code reads fields by their offsets, which <see cref="Marshal.OffsetOf{T}(string)"/> gives it.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct BFloat16BundleArguments
{
    /// <summary>The bundle's first line: two neighbouring elements of each of sixteen rows.</summary>
    internal byte* Lines;

    /// <summary>The activation row, rounded to bfloat16.</summary>
    internal byte* Activation;

    /// <summary>Elements, a multiple of <see cref="BFloat16BundleCode.StepElements"/> and at least one such step.</summary>
    internal nint Elements;

    /// <summary>Receives sixteen products.</summary>
    internal float* Destination;
}
