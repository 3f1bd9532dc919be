// TQ1_0 for AVX2.
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Caravan.Cpu.Kernels.MatMul.Tiles;
using Caravan.Tensors;

namespace Caravan.Cpu.Kernels.MatMul.Rows.Formats;

/// <summary>
/// <c>{ byte q[32]; byte p[16]; byte r[4]; half d }</c>: <c>value = d * (digit - 1)</c>; digits 0 to 4 of q are the first five times 32
/// elements, those of p five times 16, digits 0 to 3 of r four times 4.
/// </summary>
internal readonly unsafe struct TQ1_0Rows : IAvx2Format
{
    public static TensorType Type => TensorType.TQ1_0;

    public static int GroupElements => 32;

    public static int ZeroPoint => 1;

    public static int LargestQuant => 2;

    public static int BlockElements => 256;

    public static int BlockBytes => 54;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Scales(byte* block, nint stride, Vector256<float> rowScales, float* scales, float* minimums)
    {
        Vector256<float> d = RowLanes.Halves(block + 52, stride);
        for (int group = 0; group < 8; group++)
        {
            d.Store(scales + (group * TileLayout.Rows));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> Quants(byte* block, nint quad, int run)
    {
        if (quad == 0 || run == 0)
        {
            ushort power = (quad == 0 ? run : 4) switch
            {
                0 => 1,
                1 => 3,
                2 => 9,
                3 => 27,
                _ => 81,
            };
            return Digits(Vector256.Load(block), Vector256.Create(power));
        }

        Vector256<byte> middle = Avx2.BroadcastVector128ToVector256(block + 32);
        if (run < 3)
        {
            int power = run == 1 ? 1 : 9;
            Vector256<ushort> powers = Vector256.Create(
                Vector128.Create((ushort)power),
                Vector128.Create((ushort)(3 * power))
            );
            return Digits(middle, powers);
        }

        Vector128<byte> last = Vector128.Create(*(uint*)(block + 48)).AsByte();
        return Digits(
            middle.WithUpper(last),
            Vector256.Create((ushort)81, 81, 81, 81, 81, 81, 81, 81, 1, 1, 3, 3, 9, 9, 27, 27)
        );
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<byte> Digits(Vector256<byte> fractions, Vector256<ushort> powers) =>
        TernaryDigits.Of(fractions, powers, powers);
}
