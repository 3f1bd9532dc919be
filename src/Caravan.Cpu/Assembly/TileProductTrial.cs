// Tries assembled tile products out before they are used.
using System.Runtime.Intrinsics;
using Caravan.Cpu.Kernels.MatMul;
using Caravan.Cpu.Kernels.MatMul.Tiles;
using Caravan.Tensors;

namespace Caravan.Cpu.Assembly;

/// <summary>
/// Multiplies rows of a few types with every number of columns that has a function of its own, and compares with the
/// runtime's AVX-512 kernels to the last bit. Takes about a millisecond.
/// </summary>
internal static unsafe class TileProductTrial
{
    private const int K = 512;
    private const int Rows = 37;
    private const int MostColumns = (2 * TileProductArguments.MostColumns) - 1;

    // Groups of 16 and 32, with and without a zero point, with and without minimums.
    private static readonly TensorType[] Types = [TensorType.Q4_K, TensorType.Q2_K, TensorType.Q6_K, TensorType.IQ4_XS];

    /// <summary>True when all results are the same.</summary>
    internal static bool Passes(TileProducts products)
    {
        TileProducts tiles = new TilesWithRows(products, rows: null);
        TileProducts expected = new VectorTileProducts<Vector512<int>, Avx512TileVector>();
        foreach (TensorType type in Types)
        {
            float[] found = Multiply(MatMulKernels.Tiled(QuantFormats.Get(type), K, tiles), type);
            if (!found.AsSpan().SequenceEqual(Multiply(MatMulKernels.Tiled(QuantFormats.Get(type), K, expected), type)))
            {
                return false;
            }
        }

        return true;
    }

    private static float[] Multiply(MatMulKernel kernel, TensorType type)
    {
        int rowBytes = (int)TensorTypes.Get(type).RowBytes(K);
        byte[] weights = new byte[Rows * rowBytes];
        Random random = new(1);
        random.NextBytes(weights);
        KeepFinite(weights);
        float[] source = [.. Enumerable.Range(0, K * MostColumns).Select(_ => random.NextSingle() - 0.5f)];
        List<float> results = [];
        byte[] scratch = new byte[kernel.ScratchBytes];
        byte[] rows = new byte[(kernel.ActivationRowBytes * MostColumns) + 64];
        float[] products = new float[Rows * MostColumns];
        byte** prepared = stackalloc byte*[MostColumns];
        float** destinations = stackalloc float*[MostColumns];
        fixed (
            byte* w = weights,
                s = scratch,
                unaligned = rows
        )
        fixed (
            float* x = source,
                y = products
        )
        {
            byte* r = (byte*)(((nint)unaligned + 63) & ~63);
            for (int column = 0; column < MostColumns; column++)
            {
                prepared[column] = r + (column * kernel.ActivationRowBytes);
                destinations[column] = y + (column * Rows);
                kernel.PrepareRow(x + (column * K), prepared[column]);
            }

            for (int columns = 2; columns <= MostColumns; columns++)
            {
                kernel.Multiply(w, rowBytes, Rows, prepared, destinations, columns, s);
                results.AddRange(products[..(columns * Rows)]);
            }
        }

        return [.. results];
    }

    // Random bytes make half floats that are no numbers; without their top exponent bit none is.
    private static void KeepFinite(Span<byte> weights)
    {
        for (int i = 0; i < weights.Length; i++)
        {
            weights[i] &= 0xBF;
        }
    }
}
