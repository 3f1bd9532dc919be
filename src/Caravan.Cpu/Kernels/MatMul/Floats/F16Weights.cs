// Half-precision weights.
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Caravan.Cpu.Kernels.MatMul.Floats;

/// <summary>
/// .NET 10 has no F16C, so the bits are moved to single precision's places and multiplied with 2^112, the difference of the exponents'
/// biases, which is exact for subnormals too. Infinities and NaN, whose exponent is all ones, get single precision's.
/// </summary>
internal readonly unsafe struct F16Weights : IFloatWeights
{
    public static int ElementBytes => sizeof(ushort);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Load(byte* address)
    {
        const float Rebias = 5.192296858534828e33f;
        // Widened with its sign, a number's upper bits are all its sign: one mask keeps the sign, exponent and fraction.
        Vector256<int> moved =
            (Avx2.ConvertToVector256Int32((short*)address) << 13) & Vector256.Create(unchecked((int)0x8FFFE000));
        Vector256<int> exponent = Vector256.Create(0x1F << 23);
        Vector256<int> isSpecial = Vector256.Equals(moved & exponent, exponent);
        Vector256<float> special = (isSpecial & Vector256.Create(0xFF << 23)).AsSingle();
        return (moved.AsSingle() * Vector256.Create(Rebias)) | special;
    }
}
