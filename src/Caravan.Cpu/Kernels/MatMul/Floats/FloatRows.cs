// Activation rows of single precision, and the order in which the lanes of sums are added up.
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Caravan.Cpu.Kernels.MatMul.Floats;

internal static unsafe class FloatRows
{
    private const int PaddingElements = 16;

    /// <summary>Elements of a prepared row: <paramref name="k"/> rounded up to 64 bytes.</summary>
    internal static int PaddedElements(int k) => (k + PaddingElements - 1) & -PaddingElements;

    /// <summary>Copies a row and fills it up with zeros.</summary>
    internal static void CopyPadded(float* source, float* destination, int k)
    {
        new ReadOnlySpan<float>(source, k).CopyTo(new Span<float>(destination, k));
        new Span<float>(destination + k, PaddedElements(k) - k).Clear();
    }

    /// <summary>The sum of eight lanes: halves, then quarters, then the last two.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static float Sum(Vector128<float> lower, Vector128<float> upper)
    {
        Vector128<float> sum = lower + upper;
        sum += Vector128.Shuffle(sum, Vector128.Create(2, 3, 0, 1));
        return sum.ToScalar() + sum.GetElement(1);
    }

    /// <summary>The sums of eight vectors, each as <see cref="Sum"/> gives it.</summary>
    /// <param name="lanes">Eight vectors.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector256<float> Sums(Vector256<float>* lanes)
    {
        // The halves of two rows side by side.
        Vector256<float> s04 = AddHalves(lanes[0], lanes[4]);
        Vector256<float> s15 = AddHalves(lanes[1], lanes[5]);
        Vector256<float> s26 = AddHalves(lanes[2], lanes[6]);
        Vector256<float> s37 = AddHalves(lanes[3], lanes[7]);
        Vector256<float> s0145 = AddQuarters(s04, s15);
        Vector256<float> s2367 = AddQuarters(s26, s37);
        return Avx.Shuffle(s0145, s2367, 0b10_00_10_00) + Avx.Shuffle(s0145, s2367, 0b11_01_11_01);
    }

    private static Vector256<float> AddHalves(Vector256<float> first, Vector256<float> second) =>
        Avx.Permute2x128(first, second, 0x20) + Avx.Permute2x128(first, second, 0x31);

    private static Vector256<float> AddQuarters(Vector256<float> first, Vector256<float> second) =>
        Avx.UnpackLow(first.AsDouble(), second.AsDouble()).AsSingle()
        + Avx.UnpackHigh(first.AsDouble(), second.AsDouble()).AsSingle();
}
