// NVFP4 for AVX2.
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Caravan.Cpu.Kernels.MatMul.Tiles;
using Caravan.Tensors;
using Caravan.Tensors.Codebooks;

namespace Caravan.Cpu.Kernels.MatMul.Rows.Formats;

/// <summary>
/// <c>{ byte d[4]; byte q[32] }</c>: eight bytes a group of 16, the first half in the low nibbles;
/// <c>value = ue4m3 * e2m1</c>, with doubled levels and a halved scale.
/// </summary>
internal readonly unsafe struct NVFP4Rows : IAvx2Format
{
    public static TensorType Type => TensorType.NVFP4;

    public static int GroupElements => 16;

    public static int LargestQuant => 0;

    public static bool IsStaged => true;

    public static int BlockElements => 64;

    public static int BlockBytes => 36;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Scales(byte* block, nint stride, Vector256<float> rowScales, float* scales, float* minimums)
    {
        Vector256<uint> packed = RowLanes.Words(block, stride);
        for (int group = 0; group < 4; group++)
        {
            HalvedScale(packed & Vector256.Create(0xFFu)).Store(scales + (group * TileLayout.Rows));
            packed >>= 8;
        }
    }

    /// <summary>Half of what four bits of exponent and three of fraction stand for; 0x7F is zero, the top bit is not used.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> HalvedScale(Vector256<uint> bits)
    {
        Vector256<uint> magnitude = bits & Vector256.Create(0x7Fu);
        Vector256<uint> fraction = magnitude & Vector256.Create(7u);
        // The exponent's bias goes from 7 to 127; subnormals are multiples of 2^-9.
        Vector256<float> normal = ((magnitude + Vector256.Create(120u << 3)) << 20).AsSingle();
        Vector256<float> subnormal = Vector256.ConvertToSingle(fraction.AsInt32()) * Vector256.Create(1 / 512f);
        Vector256<float> isSubnormal = Vector256.Equals(magnitude, fraction).AsSingle();
        Vector256<float> isNone = Vector256.Equals(bits, Vector256.Create(0x7Fu)).AsSingle();
        Vector256<float> value = Vector256.ConditionalSelect(isSubnormal, subnormal, normal);
        return Vector256.AndNot(value, isNone) * Vector256.Create(0.5f);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> Quants(byte* block, nint quad, int run)
    {
        Vector128<byte> packed = Vector128.Load(block + 4 + (run * 16));
        Vector128<byte> mask = Vector128.Create((byte)15);
        Vector128<ulong> low = (packed & mask).AsUInt64();
        Vector128<ulong> high = ((packed.AsUInt16() >> 4).AsByte() & mask).AsUInt64();
        Vector128<byte> first = Sse2.UnpackLow(low, high).AsByte();
        Vector128<byte> second = Sse2.UnpackHigh(low, high).AsByte();
        return PackedQuants.Levels(Vector256.Create(first, second), Vector128.Create(E2M1Levels.Doubled));
    }
}
