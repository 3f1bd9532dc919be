// bfloat16 weights.
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Caravan.Cpu.Kernels.MatMul.Floats;

internal readonly unsafe struct BF16Weights : IFloatWeights
{
    public static int ElementBytes => sizeof(ushort);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Load(byte* address) =>
        (Avx2.ConvertToVector256Int32((ushort*)address) << 16).AsSingle();
}
