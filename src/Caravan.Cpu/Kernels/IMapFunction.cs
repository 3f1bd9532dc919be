// A function of one vector, chosen at compile time.
using System.Runtime.Intrinsics;

namespace Caravan.Cpu;

/// <summary>An element-wise function with up to two parameters.</summary>
internal interface IMapFunction
{
    /// <summary>Estimated time for an element, in nanoseconds.</summary>
    static abstract double Nanoseconds { get; }

    /// <summary>The function of each lane.</summary>
    static abstract Vector256<float> Apply(Vector256<float> x, Vector256<float> a, Vector256<float> b);
}
