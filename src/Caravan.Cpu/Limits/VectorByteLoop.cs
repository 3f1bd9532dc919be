// Loops of the instructions by which kernels of the runtime's vectors multiply bytes.
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace Caravan.Cpu;

/// <summary>Each sum is a factor of its own next product, so that the compiler can move nothing out of the loop.</summary>
internal sealed class VectorByteLoop : ArithmeticLoop
{
    private const int Sums = 10;

    private readonly Action<long> run;

    private VectorByteLoop(string instruction, int bytes, Action<long> run)
        : base(instruction, Sums * bytes) => this.run = run;

    /// <summary>The widest that there is; null where bytes are multiplied by no vector instruction.</summary>
    internal static VectorByteLoop? TryCreate() =>
        Avx512BW.IsSupported ? new("vpmaddubsw + vpmaddwd zmm", Vector512<byte>.Count, Run512)
        : Avx2.IsSupported ? new("vpmaddubsw + vpmaddwd ymm", Vector256<byte>.Count, Run256)
        : Dp.IsSupported ? new("sdot", Vector128<byte>.Count, RunArm)
        : null;

    /// <inheritdoc/>
    internal override void Run(long turns) => run(turns);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Run512(long turns)
    {
        Vector512<byte> factor = Vector512.Create((byte)1);
        Vector512<short> ones = Vector512.Create((short)1);
        Vector512<int> a = default,
            b = default,
            c = default,
            d = default,
            e = default,
            f = default,
            g = default,
            h = default,
            i = default,
            j = default;
        for (long turn = 0; turn < turns; turn++)
        {
            a += Products(a, factor, ones);
            b += Products(b, factor, ones);
            c += Products(c, factor, ones);
            d += Products(d, factor, ones);
            e += Products(e, factor, ones);
            f += Products(f, factor, ones);
            g += Products(g, factor, ones);
            h += Products(h, factor, ones);
            i += Products(i, factor, ones);
            j += Products(j, factor, ones);
        }

        Keep(Vector512.Sum(a + b + c + d + e + f + g + h + i + j));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Run256(long turns)
    {
        Vector256<byte> factor = Vector256.Create((byte)1);
        Vector256<short> ones = Vector256.Create((short)1);
        Vector256<int> a = default,
            b = default,
            c = default,
            d = default,
            e = default,
            f = default,
            g = default,
            h = default,
            i = default,
            j = default;
        for (long turn = 0; turn < turns; turn++)
        {
            a += Products(a, factor, ones);
            b += Products(b, factor, ones);
            c += Products(c, factor, ones);
            d += Products(d, factor, ones);
            e += Products(e, factor, ones);
            f += Products(f, factor, ones);
            g += Products(g, factor, ones);
            h += Products(h, factor, ones);
            i += Products(i, factor, ones);
            j += Products(j, factor, ones);
        }

        Keep(Vector256.Sum(a + b + c + d + e + f + g + h + i + j));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void RunArm(long turns)
    {
        Vector128<sbyte> factor = Vector128.Create((sbyte)1);
        Vector128<int> a = default,
            b = default,
            c = default,
            d = default,
            e = default,
            f = default,
            g = default,
            h = default,
            i = default,
            j = default;
        for (long turn = 0; turn < turns; turn++)
        {
            a = Dp.DotProduct(a, factor, factor);
            b = Dp.DotProduct(b, factor, factor);
            c = Dp.DotProduct(c, factor, factor);
            d = Dp.DotProduct(d, factor, factor);
            e = Dp.DotProduct(e, factor, factor);
            f = Dp.DotProduct(f, factor, factor);
            g = Dp.DotProduct(g, factor, factor);
            h = Dp.DotProduct(h, factor, factor);
            i = Dp.DotProduct(i, factor, factor);
            j = Dp.DotProduct(j, factor, factor);
        }

        Keep(Vector128.Sum(a + b + c + d + e + f + g + h + i + j));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<int> Products(Vector512<int> sum, Vector512<byte> factor, Vector512<short> ones) =>
        Avx512BW.MultiplyAddAdjacent(Avx512BW.MultiplyAddAdjacent(factor, sum.AsSByte()), ones);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Products(Vector256<int> sum, Vector256<byte> factor, Vector256<short> ones) =>
        Avx2.MultiplyAddAdjacent(Avx2.MultiplyAddAdjacent(factor, sum.AsSByte()), ones);

    // What nobody reads need not be computed.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Keep(int sum) => _ = sum;
}
