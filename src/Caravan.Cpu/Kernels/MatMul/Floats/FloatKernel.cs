// Products with floating-point weights in AVX2 and FMA, with the registers of AVX-512 where there are any.
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Caravan.Cpu.Assembly;
using Caravan.Cpu.Assembly.Floats;

namespace Caravan.Cpu.Kernels.MatMul.Floats;

/// <summary>
/// One column goes through <see cref="FloatDot{TWeights}"/>. For many, pieces of eight rows are converted once into scratch and the
/// eight lanes of each sum are kept between pieces, so that every element is added to the same lane in the same order.
/// </summary>
/// <param name="k">Elements of a row.</param>
/// <param name="rowCode">An assembled product of eight rows with one column for rows of this length; null for none.</param>
internal sealed unsafe class FloatKernel<TWeights>(int k, MachineCode? rowCode = null) : MatMulKernel
    where TWeights : IFloatWeights
{
    private const int Lanes = FloatDot<TWeights>.Lanes;
    private const int Rows = FloatDot<TWeights>.Rows;

    /// <summary>Elements of a row converted at a time: eight rows then take half of a common first-level cache.</summary>
    private const int PieceElements = 512;

    /// <summary>Columns whose sums are kept at a time.</summary>
    private const int ColumnBlock = 96;

    private const int PieceBytes = Rows * PieceElements * sizeof(float);
    private const int SumBytes = ColumnBlock * Rows * Lanes * sizeof(float);

    /// <inheritdoc/>
    public override int RowBundle => 1;

    /// <inheritdoc/>
    public override int RowsAtATime(long columns) => Rows;

    /// <inheritdoc/>
    public override string Describe(int columns) =>
        columns > 1 ? "AVX2 pieces"
        : rowCode is not null ? "assembled rows"
        : "AVX2 rows";

    /// <inheritdoc/>
    public override int ActivationRowBytes => FloatRows.PaddedElements(k) * sizeof(float);

    /// <inheritdoc/>
    public override int ScratchBytes => PieceBytes + SumBytes;

    /// <inheritdoc/>
    public override void PrepareRow(float* source, byte* destination) =>
        FloatRows.CopyPadded(source, (float*)destination, k);

    /// <inheritdoc/>
    public override void Multiply(
        byte* weights,
        nint rowStride,
        int rows,
        byte** activations,
        float** destinations,
        int columns,
        byte* scratch
    )
    {
        if (columns == 1)
        {
            MultiplyOne(weights, rowStride, rows, (float*)activations[0], destinations[0]);
            return;
        }

        for (int column = 0; column < columns; column += ColumnBlock)
        {
            int count = Math.Min(ColumnBlock, columns - column);
            for (int row = 0; row < rows; row += Rows)
            {
                int rowCount = Math.Min(Rows, rows - row);
                MultiplyRows(
                    weights + (row * rowStride),
                    rowStride,
                    rowCount,
                    (float**)activations + column,
                    count,
                    scratch
                );
                Vector256<float>* sums = (Vector256<float>*)(scratch + PieceBytes);
                for (int i = 0; i < count; i++)
                {
                    for (int j = 0; j < rowCount; j++)
                    {
                        Vector256<float> sum = sums[(i * Rows) + j];
                        destinations[column + i][row + j] = FloatRows.Sum(sum.GetLower(), sum.GetUpper());
                    }
                }
            }
        }
    }

    private void MultiplyOne(byte* weights, nint rowStride, int rows, float* activation, float* destination)
    {
        int row = 0;
        for (; row <= rows - Rows; row += Rows)
        {
            byte* eight = weights + (row * rowStride);
            if (rowCode is not null)
            {
                HalfRowProduct.Eight(rowCode, eight, rowStride, activation, k, destination + row);
            }
            else
            {
                FloatDot<TWeights>.Eight(eight, rowStride, activation, k, destination + row);
            }
        }

        for (; row < rows; row++)
        {
            destination[row] = FloatDot<TWeights>.One(weights + (row * rowStride), activation, k);
        }
    }

    /// <summary>The sums of up to eight rows with up to <see cref="ColumnBlock"/> columns, left in scratch.</summary>
    private void MultiplyRows(byte* rows, nint rowStride, int count, float** activations, int columns, byte* scratch)
    {
        // Bounds: pieces have at most PieceElements, a multiple of the lanes; activation rows are padded to whole vectors.
        float* piece = (float*)scratch;
        Vector256<float>* sums = (Vector256<float>*)(scratch + PieceBytes);
        new Span<byte>(sums, SumBytes).Clear();
        for (int element = 0; element < k; element += PieceElements)
        {
            int vectors = Convert(rows, rowStride, count, element, piece);
            int column = 0;
            // Sums of six columns need the 32 registers of AVX-512.
            for (; Avx512F.VL.IsSupported && column <= columns - FloatSums.Columns; column += FloatSums.Columns)
            {
                FloatSums.AddFour(piece, PieceElements, activations + column, element, vectors, sums);
                FloatSums.AddFour(
                    piece + (4 * PieceElements),
                    PieceElements,
                    activations + column,
                    element,
                    vectors,
                    sums + 4
                );
                sums += FloatSums.Columns * Rows;
            }

            for (; column <= columns - 2; column += 2)
            {
                float* first = activations[column] + element;
                float* second = activations[column + 1] + element;
                AddFour(piece, first, second, vectors, sums);
                AddFour(piece + (4 * PieceElements), first, second, vectors, sums + 4);
                sums += 2 * Rows;
            }

            if (column < columns)
            {
                float* only = activations[column] + element;
                for (int row = 0; row < count; row++)
                {
                    AddOne(piece + (row * PieceElements), only, vectors, sums + row);
                }
            }

            sums = (Vector256<float>*)(scratch + PieceBytes);
        }
    }

    /// <summary>Converts a piece of each row; returns its length in vectors.</summary>
    private int Convert(byte* rows, nint rowStride, int count, int element, float* piece)
    {
        int elements = Math.Min(PieceElements, k - element);
        for (int row = 0; row < count; row++)
        {
            byte* from = rows + (row * rowStride) + ((nint)element * TWeights.ElementBytes);
            float* to = piece + (row * PieceElements);
            int i = 0;
            for (; i <= elements - Lanes; i += Lanes)
            {
                TWeights.Load(from).Store(to + i);
                from += Lanes * TWeights.ElementBytes;
            }

            if (i < elements)
            {
                FloatDot<TWeights>.LoadTail(from, elements - i).Store(to + i);
            }
        }

        return (elements + Lanes - 1) / Lanes;
    }

    /// <summary>Four rows with two columns: eight sums in registers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddFour(float* rows, float* first, float* second, int vectors, Vector256<float>* sums)
    {
        Vector256<float> a0 = sums[0];
        Vector256<float> a1 = sums[1];
        Vector256<float> a2 = sums[2];
        Vector256<float> a3 = sums[3];
        Vector256<float> b0 = sums[Rows];
        Vector256<float> b1 = sums[Rows + 1];
        Vector256<float> b2 = sums[Rows + 2];
        Vector256<float> b3 = sums[Rows + 3];
        for (int i = 0; i < vectors; i++)
        {
            Vector256<float> a = Vector256.Load(first);
            Vector256<float> b = Vector256.Load(second);
            Vector256<float> w = Vector256.Load(rows);
            a0 = Fma.MultiplyAdd(w, a, a0);
            b0 = Fma.MultiplyAdd(w, b, b0);
            w = Vector256.Load(rows + PieceElements);
            a1 = Fma.MultiplyAdd(w, a, a1);
            b1 = Fma.MultiplyAdd(w, b, b1);
            w = Vector256.Load(rows + (2 * PieceElements));
            a2 = Fma.MultiplyAdd(w, a, a2);
            b2 = Fma.MultiplyAdd(w, b, b2);
            w = Vector256.Load(rows + (3 * PieceElements));
            a3 = Fma.MultiplyAdd(w, a, a3);
            b3 = Fma.MultiplyAdd(w, b, b3);
            rows += Lanes;
            first += Lanes;
            second += Lanes;
        }

        sums[0] = a0;
        sums[1] = a1;
        sums[2] = a2;
        sums[3] = a3;
        sums[Rows] = b0;
        sums[Rows + 1] = b1;
        sums[Rows + 2] = b2;
        sums[Rows + 3] = b3;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddOne(float* row, float* activation, int vectors, Vector256<float>* sum)
    {
        Vector256<float> s = *sum;
        for (int i = 0; i < vectors * Lanes; i += Lanes)
        {
            s = Fma.MultiplyAdd(Vector256.Load(row + i), Vector256.Load(activation + i), s);
        }

        *sum = s;
    }
}
