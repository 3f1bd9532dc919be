// Whether kernels can be assembled for this processor, and those that were.
using System.Runtime.Intrinsics.X86;
using Caravan.Cpu.Kernels.MatMul.Tiles;

namespace Caravan.Cpu.Assembly;

/// <summary>Found out once, when first asked; nothing is assembled before.</summary>
internal static class AssembledKernels
{
    private static readonly Lazy<(TileProducts? Products, string? WhyNot)> Found = new(Find);

    /// <summary>Microkernels for tiles; null when <see cref="WhyNot"/> says why.</summary>
    internal static TileProducts? TileProducts => Found.Value.Products;

    /// <summary>Why there are no assembled kernels; null when there are.</summary>
    internal static string? WhyNot => Found.Value.WhyNot;

    private static (TileProducts? Products, string? WhyNot) Find()
    {
        // The runtime's word on AVX-512 is also that of the operating system and of the runtime's switches.
        if (!Avx512BW.IsSupported)
        {
            return (null, "the processor, the system or a switch of the runtime rules AVX-512 out");
        }

        if (!CpuFacts.Current.Has(CpuInstructionSet.Avx512Vnni))
        {
            return (null, "the processor has no AVX512-VNNI");
        }

        if (AssembledTileProducts.TryCreate() is not { } products)
        {
            return (null, "the system allows no memory to become executable");
        }

        return TileProductTrial.Passes(products)
            ? (products, null)
            : (null, "assembled code gave other results than the runtime's on this processor");
    }
}
