// What a quantized type needs to give to get AVX2 kernels: its scales and 32 of its quants.
using System.Runtime.Intrinsics;
using Caravan.Tensors;

namespace Caravan.Cpu.Kernels.MatMul.Rows;

/// <summary>
/// One quantized type, unpacked with AVX2. Quants are either signed bytes or unsigned ones with a constant zero point; values and
/// scales equal the type's <see cref="QuantFormat"/> to the last bit.
/// </summary>
internal unsafe interface IAvx2Format
{
    /// <summary>The type.</summary>
    static abstract TensorType Type { get; }

    /// <summary>Elements of a group, 16 or 32.</summary>
    static abstract int GroupElements { get; }

    /// <summary>True when each group has a minimum.</summary>
    static virtual bool HasMinimum => false;

    /// <summary>What a stored quant is larger than the quant by.</summary>
    static virtual int ZeroPoint => 0;

    /// <summary>The largest unsigned quant, at most 127; 0 when quants are signed bytes.</summary>
    static abstract int LargestQuant { get; }

    /// <summary>
    /// True when eight rows of <see cref="Quants"/> are too much code for one loop (the compiler stops inlining at 512
    /// locals): they then go through the first-level cache.
    /// </summary>
    static virtual bool IsStaged => false;

    /// <summary>Elements of a block.</summary>
    static abstract int BlockElements { get; }

    /// <summary>Bytes of a block.</summary>
    static abstract int BlockBytes { get; }

    /// <summary>Bytes that belong to a row as a whole and stand before its blocks.</summary>
    static virtual int RowHeaderBytes => 0;

    /// <summary>Makes ready what the unpacking needs; called before anything else.</summary>
    static virtual void Prepare() { }

    /// <summary>The scales of eight whole rows, for types that have such.</summary>
    /// <param name="rows">The first row's header.</param>
    /// <param name="stride">Bytes from row to row.</param>
    static virtual Vector256<float> RowScales(byte* rows, nint stride) => default;

    /// <summary>Writes the scales (and minimums) of a block of eight rows: lanes are rows.</summary>
    /// <param name="block">The first row's block; no byte outside the eight blocks is read.</param>
    /// <param name="stride">Bytes from row to row.</param>
    /// <param name="rowScales">What <see cref="RowScales"/> gave for the rows.</param>
    /// <param name="scales">Receives eight floats a group, groups <c>TileLayout.Rows</c> floats apart.</param>
    /// <param name="minimums">As <paramref name="scales"/>; not written when the type has none.</param>
    static abstract void Scales(byte* block, nint stride, Vector256<float> rowScales, float* scales, float* minimums);

    /// <summary>Of a row's block the 32 elements from <c>128 * quad + 32 * run</c> on, in order.</summary>
    /// <param name="block">The row's block; no byte outside it is read.</param>
    /// <param name="quad">Which 128 elements.</param>
    /// <param name="run">Which 32 of them, 0 to 3; a constant where speed matters.</param>
    static abstract Vector256<byte> Quants(byte* block, nint quad, int run);
}
