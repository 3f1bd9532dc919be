// Activation rows for floating-point weights, and the order in which their lanes are added up.
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

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

    /// <summary>The sum of eight lanes in memory.</summary>
    internal static float Sum(float* lanes) => Sum(Vector128.Load(lanes), Vector128.Load(lanes + 4));

    /// <summary>The sum of eight lanes: halves, then quarters, then the last two.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static float Sum(Vector128<float> lower, Vector128<float> upper)
    {
        Vector128<float> sum = lower + upper;
        sum += Vector128.Shuffle(sum, Vector128.Create(2, 3, 0, 1));
        return sum.ToScalar() + sum.GetElement(1);
    }
}
