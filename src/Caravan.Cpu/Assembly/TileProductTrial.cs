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
internal static class TileProductTrial
{
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
            MatMulKernel found = MatMulKernels.Tiled(QuantFormats.Get(type), TrialProduct.K, tiles);
            MatMulKernel known = MatMulKernels.Tiled(QuantFormats.Get(type), TrialProduct.K, expected);
            for (int columns = 2; columns <= MostColumns; columns++)
            {
                float[] results = TrialProduct.Of(found, type, Rows, columns);
                if (!results.AsSpan().SequenceEqual(TrialProduct.Of(known, type, Rows, columns)))
                {
                    return false;
                }
            }
        }

        return true;
    }
}
