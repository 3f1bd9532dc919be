// The scales of the MXFP4 types.
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Caravan.Cpu.Kernels.MatMul.Rows;

/// <summary>Half of <c>2^(e - 127)</c>: below e = 2 it is subnormal.</summary>
internal static class HalvedPowers
{
    /// <summary>One power a lane.</summary>
    /// <param name="e">0 to 255.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector256<float> Of(Vector256<uint> e)
    {
        Vector256<uint> subnormal = Avx2.ShiftLeftLogicalVariable(Vector256.Create(0x0020_0000u), e);
        Vector256<uint> normal = (e - Vector256<uint>.One) << 23;
        Vector256<uint> isSubnormal = Vector256.LessThan(e.AsInt32(), Vector256.Create(2)).AsUInt32();
        return Vector256.ConditionalSelect(isSubnormal, subnormal, normal).AsSingle();
    }
}
