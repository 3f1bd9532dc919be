// Runs a kernel on buffers that lie against inaccessible pages, and checks that it writes what it should and nothing else.
using Caravan.Cpu.Kernels.MatMul;
using Caravan.TestSupport;

namespace Caravan.Cpu.Tests.MatMul;

internal static unsafe class ProductRun
{
    // Floats between the columns' results, which must stay as they are.
    private const int Gap = 3;
    private const float Untouched = 12345.678f;

    /// <summary>Products of all rows with each activation row: <c>[column][row]</c>.</summary>
    internal static float[][] Multiply(
        MatMulKernel kernel,
        WeightRows weights,
        float[][] activations,
        bool startAfterGuard = false
    ) => Multiply(kernel, weights, 0, weights.Rows, activations, startAfterGuard);

    /// <summary>Products of some rows.</summary>
    internal static float[][] Multiply(
        MatMulKernel kernel,
        WeightRows weights,
        int firstRow,
        int rows,
        float[][] activations,
        bool startAfterGuard = false
    )
    {
        Func<long, GuardedBuffer> allocate = startAfterGuard
            ? GuardedBuffer.StartingAfterGuard
            : GuardedBuffer.EndingAtGuard;
        int columns = activations.Length;
        using GuardedBuffer weightBytes = allocate((long)rows * weights.RowBytes);
        using GuardedBuffer prepared = allocate((long)columns * kernel.ActivationRowBytes);
        using GuardedBuffer results = allocate(Math.Max(0, ((long)columns * (rows + Gap) - Gap) * sizeof(float)));
        using GuardedBuffer scratch = allocate(kernel.ScratchBytes);
        weights.Bytes.AsSpan(firstRow * weights.RowBytes, rows * weights.RowBytes).CopyTo(weightBytes.Bytes);
        results.Values<float>().Fill(Untouched);
        scratch.Bytes.Fill(0xFF);
        byte** activationRows = stackalloc byte*[columns];
        float** destinations = stackalloc float*[columns];
        for (int column = 0; column < columns; column++)
        {
            using GuardedBuffer source = GuardedBuffer.EndingAtGuard<float>(activations[column]);
            activationRows[column] = prepared.Pointer + ((long)column * kernel.ActivationRowBytes);
            destinations[column] = (float*)results.Pointer + ((long)column * (rows + Gap));
            kernel.PrepareRow((float*)source.Pointer, activationRows[column]);
        }

        kernel.Multiply(
            new KernelRows(weightBytes.Pointer, weights.RowBytes, rows),
            activationRows,
            destinations,
            columns,
            scratch.Pointer
        );
        float[][] products = new float[columns][];
        for (int column = 0; column < columns; column++)
        {
            Span<float> result = results.Values<float>()[(column * (rows + Gap))..];
            products[column] = result[..rows].ToArray();
            foreach (float gap in result[rows..Math.Min(result.Length, rows + Gap)])
            {
                Assert.Equal(Untouched, gap);
            }
        }

        return products;
    }

    /// <summary>Activation rows as a model has them: of different sizes, some elements large.</summary>
    internal static float[][] Activations(int columns, int k, int seed)
    {
        Random random = new(seed);
        float[][] rows = new float[columns][];
        for (int column = 0; column < columns; column++)
        {
            rows[column] = new float[k];
            for (int i = 0; i < k; i++)
            {
                float value = (random.NextSingle() * 2) - 1;
                rows[column][i] = value * value * value * (1 << random.Next(4));
            }
        }

        return rows;
    }
}
