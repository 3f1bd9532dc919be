// Products with sixteen interleaved rows of bfloat16.
using System.Runtime.Intrinsics;
using Caravan.Cpu.Kernels.MatMul.Tiles;

namespace Caravan.Cpu.Kernels.MatMul.Floats;

/// <summary>
/// One column goes through <see cref="BF16_R16Dot"/>. For many, sixteen rows are put in order once and multiplied as rows of BF16, with
/// the same result.
/// </summary>
internal sealed unsafe class BF16_R16Kernel : MatMulKernel
{
    private const int Rows = BF16_R16Dot.Rows;
    private const int Alignment = 64;

    // Columns whose destinations are kept on the stack at a time.
    private const int MostColumns = 512;

    private readonly FloatKernel<BF16Weights> _ordered;
    private readonly int _k;
    private readonly int _rowBytes;

    /// <param name="k">Elements of a row, an even number.</param>
    internal BF16_R16Kernel(int k)
    {
        _ordered = new FloatKernel<BF16Weights>(k);
        _k = k;
        _rowBytes = ((k * sizeof(ushort)) + Alignment - 1) & -Alignment;
    }

    /// <inheritdoc/>
    public override int RowBundle => Rows;

    /// <inheritdoc/>
    public override string Describe(int columns) => columns > 1 ? _ordered.Describe(columns) : "AVX2 bundles";

    /// <inheritdoc/>
    public override int ActivationRowBytes => _ordered.ActivationRowBytes;

    /// <inheritdoc/>
    public override int ScratchBytes => _ordered.ScratchBytes + (Rows * _rowBytes);

    /// <inheritdoc/>
    public override void PrepareRow(float* source, byte* destination) => _ordered.PrepareRow(source, destination);

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
        byte* ordered = scratch + _ordered.ScratchBytes;
        float** there = stackalloc float*[columns == 1 ? 1 : MostColumns];
        for (int row = 0; row < rows; row += Rows)
        {
            byte* bundle = weights + (row * rowStride);
            if (columns == 1)
            {
                float* activation = (float*)activations[0];
                BF16_R16Dot.Eight(bundle, activation, _k, destinations[0] + row);
                BF16_R16Dot.Eight(bundle + (BF16_R16Dot.LineBytes / 2), activation, _k, destinations[0] + row + 8);
                continue;
            }

            PutInOrder(bundle, ordered);
            for (int column = 0; column < columns; column += MostColumns)
            {
                int count = Math.Min(MostColumns, columns - column);
                for (int i = 0; i < count; i++)
                {
                    there[i] = destinations[column + i] + row;
                }

                _ordered.Multiply(ordered, _rowBytes, Rows, activations + column, there, count, scratch);
            }
        }
    }

    /// <summary>Writes the rows of a bundle one after the other.</summary>
    private void PutInOrder(byte* bundle, byte* rows)
    {
        // Bounds: a bundle has a line of 64 bytes for each pair of elements; rows are _k elements long.
        const int Lines = 8;
        const int Half = TileLayout.HalfRows;
        byte* turned = stackalloc byte[Lines * TileLayout.LaneBytes];
        Vector256<int>* lanes = stackalloc Vector256<int>[Lines];
        int pairs = _k / 2;
        for (int half = 0; half < Rows; half += Half)
        {
            byte* lines = bundle + (half * sizeof(int));
            byte* first = rows + (half * _rowBytes);
            int pair = 0;
            for (; pair <= pairs - Lines; pair += Lines)
            {
                for (int line = 0; line < Lines; line++)
                {
                    lanes[line] = Vector256.Load((int*)(lines + ((nint)(pair + line) * BF16_R16Dot.LineBytes)));
                }

                TilePacker.Store(lanes, turned);
                for (int row = 0; row < Half; row++)
                {
                    Vector256<int> eight = Vector256.Load((int*)(turned + (row * TileLayout.LaneBytes)));
                    eight.Store((int*)(first + (row * _rowBytes)) + pair);
                }
            }

            for (; pair < pairs; pair++)
            {
                int* line = (int*)(lines + ((nint)pair * BF16_R16Dot.LineBytes));
                for (int row = 0; row < Half; row++)
                {
                    ((int*)(first + (row * _rowBytes)))[pair] = line[row];
                }
            }
        }
    }
}
