// Products put together for a trial.
using Caravan.Cpu.Assembly.Rows;
using Caravan.Cpu.Kernels.MatMul;
using Caravan.Cpu.Kernels.MatMul.Tiles;
using Caravan.Tensors;

namespace Caravan.Cpu.Assembly;

/// <summary>The tile products of one object with row products that it may not know, or without any.</summary>
internal sealed class TilesWithRows(TileProducts tiles, RowProduct? rows) : TileProducts
{
    /// <inheritdoc/>
    internal override int SignedOffset => tiles.SignedOffset;

    /// <inheritdoc/>
    internal override RowProduct? RowsOf(TensorType type) => rows;

    /// <inheritdoc/>
    internal override TileProduct Create(ActivationLayout layout, int largestQuant) =>
        tiles.Create(layout, largestQuant);
}
