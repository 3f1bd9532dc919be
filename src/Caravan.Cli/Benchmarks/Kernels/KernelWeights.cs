// Made-up weights for measurements.
using Caravan.Platform;
using Caravan.Tensors;

namespace Caravan.Cli.Benchmarks.Kernels;

/// <summary>The matrices of one type and shape, in huge pages where the system gives them.</summary>
internal sealed unsafe class KernelWeights : IDisposable
{
    private const int Alignment = 64;

    // Rows that are different; the others repeat them, which no kernel notices.
    private const int DistinctRows = 64;

    private readonly PageMemory memory;

    /// <summary>Makes the weights of a case: as many matrices as it has copies, or the three of a block.</summary>
    /// <exception cref="InsufficientMemoryException">The system has no such amount.</exception>
    internal KernelWeights(KernelCase test)
    {
        Type = test.Type;
        TensorTypeTraits traits = TensorTypes.Get(Type);
        List<KernelMatrix> matrices = [];
        long end = 0;
        (int K, int Rows)[] shapes = test.IsBlock
            ? [(test.K, test.Rows), (test.K, test.Rows), (test.Rows, test.K)]
            : [.. Enumerable.Repeat((test.K, test.Rows), test.Copies)];
        foreach ((int k, int rows) in shapes)
        {
            KernelMatrix matrix = new(k, rows, end, traits.RowBytes(k) * rows);
            matrices.Add(matrix);
            end = (end + matrix.Bytes + Alignment - 1) / Alignment * Alignment;
        }

        Matrices = matrices;
        memory = new PageMemory(end, hugePages: true);
        matrices.ForEach(Fill);
    }

    /// <summary>The weights' type.</summary>
    internal TensorType Type { get; }

    /// <summary>The matrices: copies of one shape, or gate, up and down.</summary>
    internal IReadOnlyList<KernelMatrix> Matrices { get; }

    /// <summary>The first byte.</summary>
    internal byte* Pointer => memory.Pointer;

    /// <summary>All bytes.</summary>
    internal long Bytes => memory.Length;

    /// <inheritdoc/>
    public void Dispose() => memory.Dispose();

    private void Fill(KernelMatrix matrix)
    {
        TensorTypeTraits traits = TensorTypes.Get(Type);
        long rowBytes = traits.RowBytes(matrix.K);
        int bundle = traits.InterleavedRows;
        int distinct = Math.Min(matrix.Rows, DistinctRows / bundle * bundle);
        Random random = new(matrix.K);
        // Bounds: a matrix is whole rows, the first of which are the distinct ones.
        Span<byte> first = new(Pointer + matrix.Offset, checked((int)(distinct * rowBytes)));
        // Rows of BF16_R16 hold the values of BF16 in another order.
        TensorType written = Type == TensorType.BF16_R16 ? TensorType.BF16 : Type;
        if (Quantizer.CanQuantize(written))
        {
            float[] values = new float[matrix.K];
            for (int row = 0; row < distinct; row++)
            {
                KernelActivations.Fill(values, random);
                Quantizer.QuantizeRow(written, values, first.Slice((int)(row * rowBytes), (int)rowBytes));
            }
        }
        else
        {
            FillRandomly(first, (int)rowBytes, traits.RowExtraBytes, random);
        }

        for (int row = distinct; row < matrix.Rows; row += distinct)
        {
            long bytes = Math.Min(distinct, matrix.Rows - row) * rowBytes;
            Buffer.MemoryCopy(Pointer + matrix.Offset, Pointer + matrix.Offset + (row * rowBytes), bytes, bytes);
        }
    }

    // Random bytes make floats that are no numbers; without their top exponent bit none is. Numbers of 32 bits and scales that
    // are nothing but exponents must not be so small that arithmetic gets slow, as it does not with real weights.
    private void FillRandomly(Span<byte> rows, int rowBytes, int headBytes, Random random)
    {
        const byte Moderate = 0x3B;
        random.NextBytes(rows);
        foreach (ref byte value in rows)
        {
            value = Type is TensorType.MXFP4 or TensorType.MXFP4_R8
                ? (byte)((value & 0x3F) | 0x40)
                : (byte)(value & 0xBF);
        }

        for (int row = 0; row < rows.Length; row += rowBytes)
        {
            rows.Slice(row, headBytes).Fill(Moderate);
        }
    }
}
