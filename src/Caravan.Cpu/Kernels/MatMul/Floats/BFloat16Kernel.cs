// Products of bfloat16 weights with activations rounded to bfloat16, on processors that multiply these.
using System.Runtime.Intrinsics;
using Caravan.Cpu.Assembly.Floats;

namespace Caravan.Cpu.Kernels.MatMul.Floats;

/// <summary>
/// The processor's products take two elements a lane and go twice as fast as single precision's; llama.cpp and ik_llama.cpp
/// round activations likewise. Elements 2i and 2i + 1 are added to lane i mod 8 of their row's sum in rising order of i, the second one first.
/// </summary>
/// <param name="k">Elements of a row.</param>
/// <param name="rowProduct">The assembled products of eight rows; null where they do not fit rows of this length.</param>
/// <param name="tiles">The assembled products of packed rows.</param>
internal sealed unsafe class BFloat16Kernel(int k, FloatRowProduct? rowProduct, FloatTileProduct tiles)
    : FloatKernel(k, VectorElements, sizeof(ushort))
{
    private const int VectorElements = FloatPiece.VectorBytes / sizeof(ushort);

    /// <inheritdoc/>
    public override string Describe(int columns) =>
        columns > RowColumns ? "assembled bfloat16 pieces" : "assembled bfloat16 rows";

    /// <inheritdoc/>
    protected override int RowColumns => rowProduct is null ? 0 : AssembledRowColumns;

    /// <inheritdoc/>
    public override void PrepareRow(float* source, byte* destination)
    {
        BFloat16Rows.FromSingle(source, (ushort*)destination, Elements);
        new Span<byte>(destination, RowVectors * FloatPiece.VectorBytes)[(Elements * sizeof(ushort))..].Clear();
    }

    /// <inheritdoc/>
    protected override void MultiplyEight(
        byte* eight,
        nint rowStride,
        byte** activations,
        float** destinations,
        int row,
        int columns
    ) => rowProduct!.Eight(eight, rowStride, Elements, activations, destinations, row, columns);

    /// <inheritdoc/>
    protected override void Pack(byte* rows, nint rowStride, int count, int elements, byte* piece)
    {
        const int Step = FloatPiece.Rows * FloatPiece.VectorBytes;
        for (int row = 0; row < count; row++)
        {
            byte* from = rows + (row * rowStride);
            byte* to = piece + (row * FloatPiece.VectorBytes);
            int i = 0;
            for (; i <= elements - VectorElements; i += VectorElements)
            {
                Vector256.Load(from).Store(to);
                from += FloatPiece.VectorBytes;
                to += Step;
            }

            if (i < elements)
            {
                Span<byte> last = new(to, FloatPiece.VectorBytes);
                last.Clear();
                new ReadOnlySpan<byte>(from, (elements - i) * sizeof(ushort)).CopyTo(last);
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
    ) => tiles.Add(pieces, groups, vectors, activations, columns, offset, sums, sumStride);
}
