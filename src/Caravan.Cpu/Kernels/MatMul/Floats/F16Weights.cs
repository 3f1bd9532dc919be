// Half-precision weights.
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Caravan.Cpu.Kernels.MatMul.Floats;

/// <summary>
/// .NET 10 has no F16C, so the bits are moved to single precision's places and multiplied with 2^112, the difference of the exponents'
/// biases, which is exact for subnormals too. Infinities and NaN come out as 65536 and more and get the largest exponent.
/// </summary>
internal readonly unsafe struct F16Weights : IFloatWeights
{
    public static int ElementBytes => sizeof(ushort);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Load(byte* address)
    {
        const float Rebias = 5.192296858534828e33f;
        // The sign comes along when the upper half of the lane is filled with it.
        Vector256<int> half = Avx2.ConvertToVector256Int32((short*)address);
        Vector256<int> sign = half & Vector256.Create(int.MinValue);
        Vector256<float> magnitude = ((half & Vector256.Create(0x7FFF)) << 13).AsSingle() * Vector256.Create(Rebias);
        Vector256<float> special =
            Avx.CompareGreaterThanOrEqual(magnitude, Vector256.Create(65536f))
            & Vector256.Create(float.PositiveInfinity);
        return magnitude | special | sign.AsSingle();
    }
}
