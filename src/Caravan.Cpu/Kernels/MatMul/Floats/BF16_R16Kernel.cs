// Products with sixteen interleaved rows of bfloat16.
using System.Runtime.Intrinsics;
using Caravan.Cpu.Assembly;
using Caravan.Cpu.Assembly.Floats;
using Caravan.Cpu.Kernels.MatMul.Tiles;

namespace Caravan.Cpu.Kernels.MatMul.Floats;

/// <summary>
/// A few columns go straight through the interleaved rows, one by one. For many, sixteen rows are put in order once and multiplied as rows of
/// BF16, with the same result.
/// </summary>
/// <param name="k">Elements of a row, an even number.</param>
/// <param name="ordered">The kernel of rows in order.</param>
/// <param name="code">The assembled product of a bundle with one column, for activations rounded to bfloat16; null where it does not fit, and where <paramref name="ordered"/> leaves them as they are.</param>
internal sealed unsafe class BF16_R16Kernel(int k, FloatKernel ordered, MachineCode? code) : MatMulKernel
{
    private const int Rows = BF16_R16Dot.Rows;
    private const int Alignment = 64;

    // The bundle is read again for each of these from the second-level cache, which costs less than putting it in order.
    private const int MostSingleColumns = 8;

    // Columns whose destinations are kept on the stack at a time.
    private const int MostColumns = 512;

    private readonly int _rowBytes = ((k * sizeof(ushort)) + Alignment - 1) & -Alignment;

    /// <inheritdoc/>
    public override int RowBundle => Rows;

    /// <inheritdoc/>
    public override string Describe(int columns) =>
        columns > MostSingleColumns || !HasSingle ? ordered.Describe(columns)
        : code is null ? "AVX2 bundles"
        : "assembled bfloat16 bundles";

    /// <inheritdoc/>
    public override int ActivationRowBytes => ordered.ActivationRowBytes;

    /// <inheritdoc/>
    public override int ScratchBytes => ordered.ScratchBytes + (Rows * _rowBytes);

    /// <inheritdoc/>
    public override void PrepareRow(float* source, byte* destination) => ordered.PrepareRow(source, destination);

    /// <inheritdoc/>
    public override void Multiply(
        in KernelRows rows,
        byte** activations,
        float** destinations,
        int columns,
        byte* scratch
    )
    {
        byte* there = scratch + ordered.ScratchBytes;
        bool isSingle = columns <= MostSingleColumns && HasSingle;
        float** targets = stackalloc float*[isSingle ? 1 : MostColumns];
        for (int row = 0; row < rows.Count; row += Rows)
        {
            byte* bundle = rows.First + (row * rows.Stride);
            if (isSingle)
            {
                for (int column = 0; column < columns; column++)
                {
                    MultiplyOne(bundle, activations[column], destinations[column] + row);
                }

                continue;
            }

            PutInOrder(bundle, there);
            for (int column = 0; column < columns; column += MostColumns)
            {
                int count = Math.Min(MostColumns, columns - column);
                for (int i = 0; i < count; i++)
                {
                    targets[i] = destinations[column + i] + row;
                }

                ordered.Multiply(
                    new KernelRows(there, _rowBytes, Rows),
                    activations + column,
                    targets,
                    count,
                    scratch,
                    fetchesRowsBehind: false
                );
            }
        }
    }

    // Interleaved rows are multiplied by code that knows the form of the activations.
    private bool HasSingle => code is not null || ordered is not BFloat16Kernel;

    private void MultiplyOne(byte* bundle, byte* activation, float* destination)
    {
        if (ordered is BFloat16Kernel)
        {
            BFloat16BundleProduct.Sixteen(code!, bundle, activation, k, destination);
            return;
        }

        BF16_R16Dot.Eight(bundle, (float*)activation, k, destination);
        BF16_R16Dot.Eight(bundle + (BF16_R16Dot.LineBytes / 2), (float*)activation, k, destination + 8);
    }

    /// <summary>Writes the rows of a bundle one after the other.</summary>
    private void PutInOrder(byte* bundle, byte* rows)
    {
        // Bounds: a bundle has a line of 64 bytes for each pair of elements; rows are k elements long.
        const int Lines = 8;
        const int Half = TileLayout.HalfRows;
        byte* turned = stackalloc byte[Lines * TileLayout.LaneBytes];
        Vector256<int>* lanes = stackalloc Vector256<int>[Lines];
        int pairs = k / 2;
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
