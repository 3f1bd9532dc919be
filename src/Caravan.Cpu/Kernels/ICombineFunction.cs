// A function of two vectors, chosen at compile time.
using System.Runtime.Intrinsics;

namespace Caravan.Cpu;

/// <summary>An element-wise function of two operands.</summary>
internal interface ICombineFunction
{
    /// <summary>Estimated time for an element, in nanoseconds.</summary>
    static abstract double Nanoseconds { get; }

    /// <summary>The function of each lane.</summary>
    static abstract Vector256<float> Apply(Vector256<float> x, Vector256<float> y);
}
