// Single-precision weights.
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Caravan.Cpu.Kernels.MatMul.Floats;

internal readonly unsafe struct F32Weights : IFloatWeights
{
    public static int ElementBytes => sizeof(float);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Load(byte* address) => Vector256.Load((float*)address);
}
