// Multiply-adds of single precision with the runtime's vectors.
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Caravan.Cpu;

/// <summary>Twelve sums of eight lanes (of two times four where vectors have no more), fused where the processor fuses.</summary>
internal sealed class VectorFloatLoop : ArithmeticLoop
{
    private const int Sums = 12;

    internal VectorFloatLoop()
        : base(Vector256.IsHardwareAccelerated ? "multiply-add, 256 bits" : "multiply-add, 128 bits", Sums * Lanes) { }

    private static int Lanes => Vector256.IsHardwareAccelerated ? Vector256<float>.Count : Vector128<float>.Count;

    /// <inheritdoc/>
    internal override void Run(long turns)
    {
        if (Vector256.IsHardwareAccelerated)
        {
            Run256(turns);
        }
        else
        {
            Run128(turns);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Run256(long turns)
    {
        Vector256<float> x = Vector256.Create(0.5f);
        Vector256<float> a = x,
            b = x,
            c = x,
            d = x,
            e = x,
            f = x,
            g = x,
            h = x,
            i = x,
            j = x,
            k = x,
            l = x;
        for (long turn = 0; turn < turns; turn++)
        {
            a = Vector256.MultiplyAddEstimate(a, x, x);
            b = Vector256.MultiplyAddEstimate(b, x, x);
            c = Vector256.MultiplyAddEstimate(c, x, x);
            d = Vector256.MultiplyAddEstimate(d, x, x);
            e = Vector256.MultiplyAddEstimate(e, x, x);
            f = Vector256.MultiplyAddEstimate(f, x, x);
            g = Vector256.MultiplyAddEstimate(g, x, x);
            h = Vector256.MultiplyAddEstimate(h, x, x);
            i = Vector256.MultiplyAddEstimate(i, x, x);
            j = Vector256.MultiplyAddEstimate(j, x, x);
            k = Vector256.MultiplyAddEstimate(k, x, x);
            l = Vector256.MultiplyAddEstimate(l, x, x);
        }

        Keep(Vector256.Sum(a + b + c + d + e + f + g + h + i + j + k + l));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Run128(long turns)
    {
        Vector128<float> x = Vector128.Create(0.5f);
        Vector128<float> a = x,
            b = x,
            c = x,
            d = x,
            e = x,
            f = x,
            g = x,
            h = x,
            i = x,
            j = x,
            k = x,
            l = x;
        for (long turn = 0; turn < turns; turn++)
        {
            a = Vector128.MultiplyAddEstimate(a, x, x);
            b = Vector128.MultiplyAddEstimate(b, x, x);
            c = Vector128.MultiplyAddEstimate(c, x, x);
            d = Vector128.MultiplyAddEstimate(d, x, x);
            e = Vector128.MultiplyAddEstimate(e, x, x);
            f = Vector128.MultiplyAddEstimate(f, x, x);
            g = Vector128.MultiplyAddEstimate(g, x, x);
            h = Vector128.MultiplyAddEstimate(h, x, x);
            i = Vector128.MultiplyAddEstimate(i, x, x);
            j = Vector128.MultiplyAddEstimate(j, x, x);
            k = Vector128.MultiplyAddEstimate(k, x, x);
            l = Vector128.MultiplyAddEstimate(l, x, x);
        }

        Keep(Vector128.Sum(a + b + c + d + e + f + g + h + i + j + k + l));
    }

    // What nobody reads need not be computed.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Keep(float sum) => _ = sum;
}
