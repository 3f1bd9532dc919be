// Tries assembled row products out before they are used.
using System.Runtime.Intrinsics;
using Caravan.Cpu.Kernels.MatMul;
using Caravan.Cpu.Kernels.MatMul.Tiles;
using Caravan.Tensors;

namespace Caravan.Cpu.Assembly.Rows;

/// <summary>
/// Multiplies rows with every number of columns that has a function of its own, and with one more than go by rows, for which they
/// are unpacked; compares with the runtime's kernels to the last bit.
/// </summary>
internal static class RowProductTrial
{
    // Two tiles and some rows.
    private const int LeastRows = 35;

    /// <summary>True when all results are the same.</summary>
    internal static bool Passes(RowProduct product, TensorType type, TileProducts tiles)
    {
        QuantFormat format = QuantFormats.Get(type);
        TileProducts plain = new VectorTileProducts<Vector512<int>, Avx512TileVector>();
        MatMulKernel known = MatMulKernels.Tiled(format, TrialProduct.K, plain);
        MatMulKernel found = MatMulKernels.Tiled(format, TrialProduct.K, new TilesWithRows(tiles, product));
        int rows = (LeastRows + known.RowBundle - 1) / known.RowBundle * known.RowBundle;
        foreach (int columns in Enumerable.Range(1, product.MostColumns).Append(product.ColumnsByRows + 1))
        {
            float[] products = TrialProduct.Of(found, type, rows, columns);
            if (!products.AsSpan().SequenceEqual(TrialProduct.Of(known, type, rows, columns)))
            {
                return false;
            }
        }

        return true;
    }
}
