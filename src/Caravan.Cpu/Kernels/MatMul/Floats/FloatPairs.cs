// Products of packed rows with one or two columns, for processors with sixteen vector registers.
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Caravan.Cpu.Kernels.MatMul.Floats;

/// <summary>Eight sums in registers. Lanes and their order are those of <see cref="SingleKernel{TWeights}"/>.</summary>
internal static unsafe class FloatPairs
{
    /// <summary>Columns that are multiplied together.</summary>
    internal const int Columns = 2;

    // Floats from one vector of a row to its next one.
    private const int Step = FloatPiece.Rows * FloatPiece.Lanes;

    /// <summary>Adds the products of eight rows with two columns.</summary>
    /// <param name="piece">The packed rows.</param>
    /// <param name="columns">Two activation rows.</param>
    /// <param name="offset">Bytes from their beginnings to the piece.</param>
    /// <param name="vectors">Vectors of a row in the piece.</param>
    /// <param name="sums">A vector for each row with the first column, then for each with the second.</param>
    internal static void AddTwo(float* piece, byte** columns, nint offset, int vectors, Vector256<float>* sums)
    {
        float* first = (float*)(columns[0] + offset);
        float* second = (float*)(columns[1] + offset);
        AddFour(piece, first, second, vectors, sums);
        AddFour(piece + (4 * FloatPiece.Lanes), first, second, vectors, sums + 4);
    }

    /// <summary>Adds the products of eight rows with one column.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void AddOne(float* piece, byte* column, int vectors, Vector256<float>* sums)
    {
        // Bounds: the piece, the column and the sums are the caller's, of the sizes that AddTwo names.
        Vector256<float> s0 = sums[0];
        Vector256<float> s1 = sums[1];
        Vector256<float> s2 = sums[2];
        Vector256<float> s3 = sums[3];
        Vector256<float> s4 = sums[4];
        Vector256<float> s5 = sums[5];
        Vector256<float> s6 = sums[6];
        Vector256<float> s7 = sums[7];
        for (int i = 0; i < vectors; i++)
        {
            Vector256<float> a = Vector256.Load((float*)column);
            s0 = Fma.MultiplyAdd(Vector256.Load(piece), a, s0);
            s1 = Fma.MultiplyAdd(Vector256.Load(piece + FloatPiece.Lanes), a, s1);
            s2 = Fma.MultiplyAdd(Vector256.Load(piece + (2 * FloatPiece.Lanes)), a, s2);
            s3 = Fma.MultiplyAdd(Vector256.Load(piece + (3 * FloatPiece.Lanes)), a, s3);
            s4 = Fma.MultiplyAdd(Vector256.Load(piece + (4 * FloatPiece.Lanes)), a, s4);
            s5 = Fma.MultiplyAdd(Vector256.Load(piece + (5 * FloatPiece.Lanes)), a, s5);
            s6 = Fma.MultiplyAdd(Vector256.Load(piece + (6 * FloatPiece.Lanes)), a, s6);
            s7 = Fma.MultiplyAdd(Vector256.Load(piece + (7 * FloatPiece.Lanes)), a, s7);
            piece += Step;
            column += FloatPiece.VectorBytes;
        }

        sums[0] = s0;
        sums[1] = s1;
        sums[2] = s2;
        sums[3] = s3;
        sums[4] = s4;
        sums[5] = s5;
        sums[6] = s6;
        sums[7] = s7;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddFour(float* rows, float* first, float* second, int vectors, Vector256<float>* sums)
    {
        const int Other = FloatPiece.Rows;
        Vector256<float> a0 = sums[0];
        Vector256<float> a1 = sums[1];
        Vector256<float> a2 = sums[2];
        Vector256<float> a3 = sums[3];
        Vector256<float> b0 = sums[Other];
        Vector256<float> b1 = sums[Other + 1];
        Vector256<float> b2 = sums[Other + 2];
        Vector256<float> b3 = sums[Other + 3];
        for (int i = 0; i < vectors; i++)
        {
            Vector256<float> a = Vector256.Load(first);
            Vector256<float> b = Vector256.Load(second);
            Vector256<float> w = Vector256.Load(rows);
            a0 = Fma.MultiplyAdd(w, a, a0);
            b0 = Fma.MultiplyAdd(w, b, b0);
            w = Vector256.Load(rows + FloatPiece.Lanes);
            a1 = Fma.MultiplyAdd(w, a, a1);
            b1 = Fma.MultiplyAdd(w, b, b1);
            w = Vector256.Load(rows + (2 * FloatPiece.Lanes));
            a2 = Fma.MultiplyAdd(w, a, a2);
            b2 = Fma.MultiplyAdd(w, b, b2);
            w = Vector256.Load(rows + (3 * FloatPiece.Lanes));
            a3 = Fma.MultiplyAdd(w, a, a3);
            b3 = Fma.MultiplyAdd(w, b, b3);
            rows += Step;
            first += FloatPiece.Lanes;
            second += FloatPiece.Lanes;
        }

        sums[0] = a0;
        sums[1] = a1;
        sums[2] = a2;
        sums[3] = a3;
        sums[Other] = b0;
        sums[Other + 1] = b1;
        sums[Other + 2] = b2;
        sums[Other + 3] = b3;
    }
}
