// Tries assembled row products out before they are used.
using System.Runtime.Intrinsics;
using Caravan.Cpu.Kernels.MatMul;
using Caravan.Cpu.Kernels.MatMul.Tiles;
using Caravan.Tensors;

namespace Caravan.Cpu.Assembly.Rows;

/// <summary>
/// Multiplies rows with every number of columns that has a function of its own, and compares with the runtime's kernel of one
/// column to the last bit.
/// </summary>
internal static unsafe class RowProductTrial
{
    private const int K = 512;
    private const int Rows = 19;

    /// <summary>True when all results are the same.</summary>
    internal static bool Passes(RowProduct product, TensorType type, TileProducts tiles)
    {
        QuantFormat format = QuantFormats.Get(type);
        TileProducts plain = new VectorTileProducts<Vector512<int>, Avx512TileVector>();
        float[] expected = Multiply(MatMulKernels.Tiled(format, K, plain), type, 1);
        MatMulKernel found = MatMulKernels.Tiled(format, K, new TilesWithRows(tiles, product));
        for (int columns = 1; columns <= product.MostColumns; columns++)
        {
            float[] results = Multiply(found, type, columns);
            for (int column = 0; column < columns; column++)
            {
                if (!results.AsSpan(column * Rows, Rows).SequenceEqual(expected))
                {
                    return false;
                }
            }
        }

        return true;
    }

    private static float[] Multiply(MatMulKernel kernel, TensorType type, int columns)
    {
        int rowBytes = (int)TensorTypes.Get(type).RowBytes(K);
        byte[] weights = new byte[Rows * rowBytes];
        Random random = new(1);
        random.NextBytes(weights);
        for (int i = 0; i < weights.Length; i++)
        {
            // Random bytes make half floats that are no numbers; without their top exponent bit none is.
            weights[i] &= 0xBF;
        }

        float[] source = [.. Enumerable.Range(0, K).Select(_ => random.NextSingle() - 0.5f)];
        byte[] scratch = new byte[kernel.ScratchBytes];
        byte[] row = new byte[kernel.ActivationRowBytes + 64];
        float[] products = new float[Rows * columns];
        byte** prepared = stackalloc byte*[columns];
        float** destinations = stackalloc float*[columns];
        fixed (
            byte* w = weights,
                s = scratch,
                r = row
        )
        fixed (
            float* x = source,
                y = products
        )
        {
            byte* aligned = (byte*)(((nint)r + 63) & ~63);
            kernel.PrepareRow(x, aligned);
            for (int column = 0; column < columns; column++)
            {
                prepared[column] = aligned;
                destinations[column] = y + (column * Rows);
            }

            kernel.Multiply(w, rowBytes, Rows, prepared, destinations, columns, s);
        }

        return products;
    }
}
