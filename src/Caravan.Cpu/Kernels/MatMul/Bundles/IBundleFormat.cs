// What a type of interleaved rows needs to give to get AVX2 kernels: its scales and four quants of eight rows.
using System.Runtime.Intrinsics;
using Caravan.Tensors;

namespace Caravan.Cpu.Kernels.MatMul.Bundles;

/// <summary>
/// One quantized type that stores four or eight rows together, unpacked with AVX2 eight rows at a time: of a bundle of eight, or of two
/// bundles of four. Lanes of 32 bits are rows. Values and scales equal the type's <see cref="QuantFormat"/> to the last bit.
/// </summary>
internal unsafe interface IBundleFormat
{
    /// <summary>The type.</summary>
    static abstract TensorType Type { get; }

    /// <summary>Rows of a bundle, 4 or 8.</summary>
    static abstract int BundleRows { get; }

    /// <summary>Elements of a group, 16 or 32.</summary>
    static abstract int GroupElements { get; }

    /// <summary>True when each group has a minimum.</summary>
    static virtual bool HasMinimum => false;

    /// <summary>What a stored quant is larger than the quant by.</summary>
    static virtual int ZeroPoint => 0;

    /// <summary>The largest unsigned quant, at most 127; 0 when quants are signed bytes.</summary>
    static abstract int LargestQuant { get; }

    /// <summary>Elements of a block.</summary>
    static abstract int BlockElements { get; }

    /// <summary>Bytes of a block, all rows of the bundle together.</summary>
    static abstract int BlockBytes { get; }

    /// <summary>Bytes that belong to a bundle as a whole and stand before its blocks.</summary>
    static virtual int HeaderBytes => 0;

    /// <summary>Makes ready what the unpacking needs; called before anything else.</summary>
    static virtual void Prepare() { }

    /// <summary>The scales of eight whole rows, for types that have such.</summary>
    /// <param name="lower">The header of the first bundle.</param>
    /// <param name="upper">The header of the next bundle of four; not read where bundles have eight rows.</param>
    static virtual Vector256<float> RowScales(byte* lower, byte* upper) => default;

    /// <summary>Writes the scales (and minimums) of a block: lanes are rows.</summary>
    /// <param name="lower">The first bundle's block; no byte outside it is read.</param>
    /// <param name="upper">The next bundle's block; not read where bundles have eight rows.</param>
    /// <param name="rowScales">What <see cref="RowScales"/> gave for the rows.</param>
    /// <param name="scales">Receives eight floats a group, groups <c>TileLayout.Rows</c> floats apart.</param>
    /// <param name="minimums">As <paramref name="scales"/>; not written when the type has none.</param>
    static abstract void Scales(byte* lower, byte* upper, Vector256<float> rowScales, float* scales, float* minimums);

    /// <summary>Of each row the four elements from <c>32 * part + 4 * quad</c> of the block on.</summary>
    /// <param name="lower">The first bundle's block; no byte outside it is read.</param>
    /// <param name="upper">The next bundle's block; not read where bundles have eight rows.</param>
    /// <param name="part">Which 32 elements.</param>
    /// <param name="quad">Which four of them, 0 to 7, a constant.</param>
    static abstract Vector256<byte> Quants(byte* lower, byte* upper, nint part, int quad);
}
