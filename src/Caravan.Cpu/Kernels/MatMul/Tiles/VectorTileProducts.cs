// Makes tile products of vector intrinsics.
namespace Caravan.Cpu.Kernels.MatMul.Tiles;

/// <summary>Products for one kind of vector.</summary>
internal sealed class VectorTileProducts<TVector, TOps> : TileProducts
    where TVector : struct
    where TOps : ITileVector<TVector>
{
    /// <inheritdoc/>
    internal override TileProduct Create(ActivationLayout layout, int largestQuant) =>
        new VectorTileProduct<TVector, TOps>(layout, largestQuant);
}
