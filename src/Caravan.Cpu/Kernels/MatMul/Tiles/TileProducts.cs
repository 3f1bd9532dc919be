// Makes the tile products of one instruction-set level.
namespace Caravan.Cpu.Kernels.MatMul.Tiles;

/// <summary>What a kernel asks for its microkernels; one object a level.</summary>
internal abstract class TileProducts
{
    /// <summary>What is added to signed quants to store them as unsigned bytes; 0 where tiles hold them as words.</summary>
    internal virtual int SignedOffset => 0;

    /// <summary>The product for tiles and activation rows of a layout.</summary>
    /// <param name="layout">The activation rows' layout; with words when the tile has words.</param>
    /// <param name="largestQuant">The largest stored quant of a tile of bytes; not read for words.</param>
    internal abstract TileProduct Create(ActivationLayout layout, int largestQuant);
}
