// Products of floating-point weights with activations of single precision.
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Caravan.Cpu.Assembly.Floats;

namespace Caravan.Cpu.Kernels.MatMul.Floats;

/// <summary>Element i is added to lane i mod 8 of its row's sum in rising order, each product and sum rounded once.</summary>
/// <param name="k">Elements of a row.</param>
/// <param name="rowProduct">Assembled products of eight rows for rows of this length; null for none.</param>
/// <param name="tiles">Assembled products of packed rows; null for none.</param>
internal sealed unsafe class SingleKernel<TWeights>(int k, FloatRowProduct? rowProduct, FloatTileProduct? tiles)
    : FloatKernel(k, FloatPiece.Lanes, TWeights.ElementBytes)
    where TWeights : IFloatWeights
{
    /// <inheritdoc/>
    public override string Describe(int columns) =>
        columns > RowColumns
            ? tiles is null
                ? "AVX2 pieces"
                : "assembled pieces"
            : rowProduct is null
                ? "AVX2 rows"
                : "assembled rows";

    /// <inheritdoc/>
    protected override int RowColumns => rowProduct is null ? 1 : AssembledRowColumns;

    /// <inheritdoc/>
    public override void PrepareRow(float* source, byte* destination) =>
        FloatRows.CopyPadded(source, (float*)destination, Elements);

    /// <inheritdoc/>
    protected override void MultiplyEight(
        byte* eight,
        nint rowStride,
        byte** activations,
        float** destinations,
        int row,
        int columns
    )
    {
        if (rowProduct is not null)
        {
            rowProduct.Eight(eight, rowStride, Elements, activations, destinations, row, columns);
        }
        else
        {
            FloatDot<TWeights>.Eight(eight, rowStride, (float*)activations[0], Elements, destinations[0] + row);
        }
    }

    /// <inheritdoc/>
    protected override void Pack(byte* rows, nint rowStride, int count, int elements, byte* piece)
    {
        const int Step = FloatPiece.Rows * FloatPiece.Lanes;
        for (int row = 0; row < count; row++)
        {
            byte* from = rows + (row * rowStride);
            float* to = (float*)piece + (row * FloatPiece.Lanes);
            int i = 0;
            for (; i <= elements - FloatPiece.Lanes; i += FloatPiece.Lanes)
            {
                TWeights.Load(from).Store(to);
                from += FloatPiece.Lanes * TWeights.ElementBytes;
                to += Step;
            }

            if (i < elements)
            {
                FloatDot<TWeights>.LoadTail(from, elements - i).Store(to);
            }
        }
    }

    /// <inheritdoc/>
    protected override void Add(
        byte* pieces,
        int groups,
        int vectors,
        byte** activations,
        int columns,
        nint offset,
        byte* sums,
        nint sumStride
    )
    {
        if (tiles is not null)
        {
            tiles.Add(pieces, groups, vectors, activations, columns, offset, sums, sumStride);
            return;
        }

        for (int group = 0; group < groups; group++)
        {
            float* piece = (float*)pieces + (group * vectors * FloatPiece.Rows * FloatPiece.Lanes);
            Vector256<float>* sum = (Vector256<float>*)(sums + (group * sumStride));
            // Sums of six columns need the 32 registers of AVX-512.
            if (Avx512F.VL.IsSupported && columns == FloatSums.Columns)
            {
                FloatSums.AddFour(piece, activations, offset, vectors, sum);
                FloatSums.AddFour(piece + (4 * FloatPiece.Lanes), activations, offset, vectors, sum + 4);
                continue;
            }

            int column = 0;
            for (; column <= columns - FloatPairs.Columns; column += FloatPairs.Columns)
            {
                FloatPairs.AddTwo(piece, activations + column, offset, vectors, sum);
                sum += FloatPairs.Columns * FloatPiece.Rows;
            }

            if (column < columns)
            {
                FloatPairs.AddOne(piece, activations[column] + offset, vectors, sum);
            }
        }
    }
}
