// Rows into lanes: element e of row r to lane r of vector e.
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Caravan.Cpu.Kernels.MatMul;

/// <summary>Transposes eight rows of eight floats.</summary>
internal static unsafe class LaneTransposition
{
    /// <summary>Rows, and elements of each.</summary>
    internal const int Size = 8;

    /// <summary>Gathers elements of up to eight rows; lanes without a row have the last row's.</summary>
    /// <param name="source">The first row's first element.</param>
    /// <param name="stride">Elements from row to row.</param>
    /// <param name="rows">1 to <see cref="Size"/>.</param>
    /// <param name="elements">Receives a vector for each of <see cref="Size"/> elements.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Gather(float* source, int stride, int rows, Vector256<float>* elements)
    {
        if (Avx.IsSupported && rows == Size)
        {
            Transpose(source, stride, elements);
            return;
        }

        for (int element = 0; element < Size; element++)
        {
            float* lanes = (float*)(elements + element);
            for (int lane = 0; lane < Size; lane++)
            {
                lanes[lane] = source[(Math.Min(lane, rows - 1) * stride) + element];
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Transpose(float* source, int stride, Vector256<float>* elements)
    {
        // Halves of rows r and r + 4 side by side, so that all exchanges stay within halves of a vector.
        Vector256<float> a0 = Halves(source, stride, 0, 0);
        Vector256<float> a1 = Halves(source, stride, 1, 0);
        Vector256<float> a2 = Halves(source, stride, 2, 0);
        Vector256<float> a3 = Halves(source, stride, 3, 0);
        Quads(a0, a1, a2, a3, elements);
        a0 = Halves(source, stride, 0, 4);
        a1 = Halves(source, stride, 1, 4);
        a2 = Halves(source, stride, 2, 4);
        a3 = Halves(source, stride, 3, 4);
        Quads(a0, a1, a2, a3, elements + 4);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Halves(float* source, int stride, int row, int element) =>
        Vector256.Create(
            Vector128.Load(source + (row * stride) + element),
            Vector128.Load(source + ((row + 4) * stride) + element)
        );

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Quads(
        Vector256<float> a0,
        Vector256<float> a1,
        Vector256<float> a2,
        Vector256<float> a3,
        Vector256<float>* elements
    )
    {
        Vector256<double> low0 = Avx.UnpackLow(a0, a1).AsDouble();
        Vector256<double> high0 = Avx.UnpackHigh(a0, a1).AsDouble();
        Vector256<double> low1 = Avx.UnpackLow(a2, a3).AsDouble();
        Vector256<double> high1 = Avx.UnpackHigh(a2, a3).AsDouble();
        elements[0] = Avx.UnpackLow(low0, low1).AsSingle();
        elements[1] = Avx.UnpackHigh(low0, low1).AsSingle();
        elements[2] = Avx.UnpackLow(high0, high1).AsSingle();
        elements[3] = Avx.UnpackHigh(high0, high1).AsSingle();
    }
}
