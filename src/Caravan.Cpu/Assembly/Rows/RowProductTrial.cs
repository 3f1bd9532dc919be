// Tries assembled row products out before they are used.
using System.Runtime.Intrinsics;
using Caravan.Cpu.Kernels.MatMul;
using Caravan.Cpu.Kernels.MatMul.Tiles;
using Caravan.Tensors;

namespace Caravan.Cpu.Assembly.Rows;

/// <summary>
/// Multiplies rows with every number of columns that has a function of its own, and compares with the runtime's kernels to
/// the last bit.
/// </summary>
internal static class RowProductTrial
{
    private const int Rows = 19;

    /// <summary>True when all results are the same.</summary>
    internal static bool Passes(RowProduct product, TensorType type, TileProducts tiles)
    {
        QuantFormat format = QuantFormats.Get(type);
        TileProducts plain = new VectorTileProducts<Vector512<int>, Avx512TileVector>();
        MatMulKernel known = MatMulKernels.Tiled(format, TrialProduct.K, plain);
        MatMulKernel found = MatMulKernels.Tiled(format, TrialProduct.K, new TilesWithRows(tiles, product));
        for (int columns = 1; columns <= product.MostColumns; columns++)
        {
            float[] products = TrialProduct.Of(found, type, Rows, columns);
            if (!products.AsSpan().SequenceEqual(TrialProduct.Of(known, type, Rows, columns)))
            {
                return false;
            }
        }

        return true;
    }
}
