// ggml_type_traits_cpu.
using System.Runtime.InteropServices;
using Caravan.Tensors;

namespace Caravan.Cli.Benchmarks.Ggml;

/// <summary>How ggml multiplies rows of a type.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct GgmlDotTraits
{
    /// <summary>Writes a row of single precision (floats, destination, elements) as this type.</summary>
    internal delegate* unmanaged<float*, void*, long, void> FromFloats;

    /// <summary>Product of two rows: elements, result, stride, row, stride, row, stride, rows at a time.</summary>
    internal delegate* unmanaged[SuppressGCTransition]<int, float*, nuint, void*, nuint, void*, nuint, int, void> Dot;

    /// <summary>The type that the other row must have.</summary>
    internal TensorType OtherType;

    /// <summary>Rows that one call can multiply.</summary>
    internal long Rows;
}
