// The contract of one type's quantizer.
namespace Caravan.Tensors.Quantizers;

/// <summary>Writes rows as one type. Lengths have been checked by <see cref="Quantizer"/>.</summary>
internal abstract class RowQuantizer
{
    /// <summary>The type written.</summary>
    internal abstract TensorType Type { get; }

    /// <summary>The largest magnitude a weight may have.</summary>
    internal virtual float LargestValue => float.MaxValue;

    /// <summary>Writes a row by the type's plain rule, whatever its values.</summary>
    internal abstract void Quantize(ReadOnlySpan<float> row, Span<byte> destination);

    /// <summary>Writes a row with searched scales.</summary>
    /// <param name="row">The values.</param>
    /// <param name="importance">Weight of each value's squared error; empty when all weigh the same.</param>
    /// <param name="destination">Receives the row's bytes.</param>
    internal abstract void Search(ReadOnlySpan<float> row, ReadOnlySpan<float> importance, Span<byte> destination);
}
