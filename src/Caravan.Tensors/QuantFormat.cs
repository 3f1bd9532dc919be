// The contract of one quantized type: how a bundle of rows becomes signed bytes, group scales and group minimums.
namespace Caravan.Tensors;

/// <summary>
/// The scalar reference of one quantized type. Every quantized type reads as <c>value = scale * quant - minimum</c>, with
/// <c>quant</c> in -128..127 and one scale (and, where the type has one, one minimum) for each group of
/// <see cref="GroupElements"/> elements along <c>ne0</c>. Dequantizers and matrix kernels are all derived from this form.
/// Where a type's levels are no whole numbers, quants are the rounded levels that ik_llama.cpp's matrix kernels use, and
/// <see cref="TryDequantize"/> gives the unrounded values.
/// </summary>
public abstract class QuantFormat
{
    /// <summary>The type this format reads.</summary>
    public abstract TensorType Type { get; }

    /// <summary>Elements that share a scale: 16 or 32. Longer groups repeat their scale.</summary>
    public abstract int GroupElements { get; }

    /// <summary>True when groups have a minimum that is subtracted; otherwise <c>minimums</c> is left alone.</summary>
    public virtual bool HasMinimum => false;

    /// <summary>
    /// Unpacks one bundle of rows (<see cref="TensorTypeTraits.InterleavedRows"/> rows; one for ordinary types).
    /// </summary>
    /// <param name="rows">The bundle's bytes: <c>InterleavedRows * RowBytes(columns)</c>.</param>
    /// <param name="columns">Elements of a row (<c>ne0</c>), a multiple of the type's block.</param>
    /// <param name="quants">Receives <c>InterleavedRows * columns</c> quants, row after row.</param>
    /// <param name="scales">Receives <c>InterleavedRows * columns / GroupElements</c> scales, row after row.</param>
    /// <param name="minimums">As <paramref name="scales"/>; may be empty when <see cref="HasMinimum"/> is false.</param>
    public abstract void Unpack(
        ReadOnlySpan<byte> rows,
        int columns,
        Span<sbyte> quants,
        Span<float> scales,
        Span<float> minimums
    );

    /// <summary>
    /// Reads one bundle of a type whose values are not exactly <c>scale * quant - minimum</c>; only IQ6_K is one.
    /// </summary>
    /// <param name="rows">The bundle's bytes, as in <see cref="Unpack"/>.</param>
    /// <param name="columns">Elements of a row (<c>ne0</c>), a multiple of the type's block.</param>
    /// <param name="values">Receives <c>InterleavedRows * columns</c> values, row after row.</param>
    /// <returns>False, and nothing is written, where <see cref="Unpack"/> says everything.</returns>
    /// <exception cref="TensorFormatException">A length does not fit; the message says which and what was expected.</exception>
    public virtual bool TryDequantize(ReadOnlySpan<byte> rows, int columns, Span<float> values) => false;
}
