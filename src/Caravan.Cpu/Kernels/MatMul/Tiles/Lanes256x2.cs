// Sixteen lanes as two 256-bit vectors.
using System.Runtime.Intrinsics;

namespace Caravan.Cpu.Kernels.MatMul.Tiles;

/// <summary>Rows 0 to 7 and rows 8 to 15.</summary>
internal readonly struct Lanes256x2(Vector256<int> lower, Vector256<int> upper)
{
    internal readonly Vector256<int> Lower = lower;
    internal readonly Vector256<int> Upper = upper;
}
