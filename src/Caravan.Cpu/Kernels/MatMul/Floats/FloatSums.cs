// Products of four rows with six columns in registers.
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Caravan.Cpu.Kernels.MatMul.Floats;

/// <summary>
/// The sums of four rows with one column. With six columns ten loads serve 24 fused additions, so that the multipliers are
/// what limits. Lanes and their order are those of <see cref="SingleKernel{TWeights}"/>.
/// </summary>
internal unsafe struct FloatSums
{
    /// <summary>Columns that are multiplied together.</summary>
    internal const int Columns = FloatPiece.Columns;

    // Vectors from one column's sums to the next column's.
    private const int ColumnStride = FloatPiece.Rows;

    // Floats from one vector of a row to its next one.
    private const int Step = FloatPiece.Rows * FloatPiece.Lanes;

    private Vector256<float> _first;
    private Vector256<float> _second;
    private Vector256<float> _third;
    private Vector256<float> _fourth;

    /// <summary>Adds the products of a piece of four rows.</summary>
    /// <param name="rows">The first row's first vector.</param>
    /// <param name="columns">Six activation rows.</param>
    /// <param name="offset">Bytes from their beginnings to the piece.</param>
    /// <param name="vectors">Vectors of eight elements in the piece.</param>
    /// <param name="sums">The first row's sum with the first column; six columns of eight.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void AddFour(float* rows, byte** columns, nint offset, int vectors, Vector256<float>* sums)
    {
        // Bounds: the caller's rows and columns have so many vectors, and there are sums for six columns.
        FloatSums s0 = Load(sums);
        FloatSums s1 = Load(sums + ColumnStride);
        FloatSums s2 = Load(sums + (2 * ColumnStride));
        FloatSums s3 = Load(sums + (3 * ColumnStride));
        FloatSums s4 = Load(sums + (4 * ColumnStride));
        FloatSums s5 = Load(sums + (5 * ColumnStride));
        float* c0 = (float*)(columns[0] + offset);
        float* c1 = (float*)(columns[1] + offset);
        float* c2 = (float*)(columns[2] + offset);
        float* c3 = (float*)(columns[3] + offset);
        float* c4 = (float*)(columns[4] + offset);
        float* c5 = (float*)(columns[5] + offset);
        for (nint i = 0; i < (nint)vectors * FloatPiece.Lanes; i += FloatPiece.Lanes)
        {
            Vector256<float> w0 = Vector256.Load(rows);
            Vector256<float> w1 = Vector256.Load(rows + FloatPiece.Lanes);
            Vector256<float> w2 = Vector256.Load(rows + (2 * FloatPiece.Lanes));
            Vector256<float> w3 = Vector256.Load(rows + (3 * FloatPiece.Lanes));
            rows += Step;
            s0.Add(w0, w1, w2, w3, Vector256.Load(c0 + i));
            s1.Add(w0, w1, w2, w3, Vector256.Load(c1 + i));
            s2.Add(w0, w1, w2, w3, Vector256.Load(c2 + i));
            s3.Add(w0, w1, w2, w3, Vector256.Load(c3 + i));
            s4.Add(w0, w1, w2, w3, Vector256.Load(c4 + i));
            s5.Add(w0, w1, w2, w3, Vector256.Load(c5 + i));
        }

        s0.Store(sums);
        s1.Store(sums + ColumnStride);
        s2.Store(sums + (2 * ColumnStride));
        s3.Store(sums + (3 * ColumnStride));
        s4.Store(sums + (4 * ColumnStride));
        s5.Store(sums + (5 * ColumnStride));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static FloatSums Load(Vector256<float>* sums) =>
        new()
        {
            _first = sums[0],
            _second = sums[1],
            _third = sums[2],
            _fourth = sums[3],
        };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Add(
        Vector256<float> first,
        Vector256<float> second,
        Vector256<float> third,
        Vector256<float> fourth,
        Vector256<float> activations
    )
    {
        _first = Fma.MultiplyAdd(first, activations, _first);
        _second = Fma.MultiplyAdd(second, activations, _second);
        _third = Fma.MultiplyAdd(third, activations, _third);
        _fourth = Fma.MultiplyAdd(fourth, activations, _fourth);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly void Store(Vector256<float>* sums)
    {
        sums[0] = _first;
        sums[1] = _second;
        sums[2] = _third;
        sums[3] = _fourth;
    }
}
