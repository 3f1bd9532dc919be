// Turns rows of single precision into any type that Caravan writes.
using Caravan.Tensors.Quantizers;

namespace Caravan.Tensors;

/// <summary>
/// Writes rows of single precision as a <see cref="TensorType"/>. Rows of caches and activations go through
/// <see cref="QuantizeRow"/>, which is quick and takes any value; rows of weights through <see cref="QuantizeRows"/>, which searches
/// for the scales of least squared error and refuses what no weight should be.
/// </summary>
public static class Quantizer
{
    /// <summary>Whether there is a quantizer of <paramref name="type"/>.</summary>
    public static bool CanQuantize(TensorType type) => RowQuantizers.TryGet(type, out _);

    /// <summary>
    /// Writes one row without searching, as ggml writes rows of a key-value cache (its plain rule for the type; the K types
    /// and IQ4_XS have none and are searched). Allocates nothing. No value is refused: plain types keep infinities and NaN;
    /// quantized ones read NaN as zero and clamp to the largest number that the block's half-precision scale reaches.
    /// </summary>
    /// <param name="type">The type written.</param>
    /// <param name="row">The row's values (<c>ne0</c> of them), a multiple of the type's block.</param>
    /// <param name="destination">Receives the row's <see cref="TensorTypeTraits.RowBytes"/>.</param>
    /// <param name="importance">
    /// Weight of each column's squared error; when given, the row is searched as <see cref="QuantizeRows"/> does.
    /// </param>
    /// <exception cref="TensorFormatException">No quantizer writes the type, or a length does not fit.</exception>
    public static void QuantizeRow(
        TensorType type,
        ReadOnlySpan<float> row,
        Span<byte> destination,
        ReadOnlySpan<float> importance = default
    )
    {
        RowQuantizer quantizer = RowQuantizers.Get(type);
        int rowBytes = RowBytes(type, row.Length, destination.Length, 1);
        if (importance.IsEmpty)
        {
            quantizer.Quantize(row, destination[..rowBytes]);
        }
        else
        {
            WeightChecks.RequireImportance(importance, row.Length);
            quantizer.Search(row, importance, destination[..rowBytes]);
        }
    }

    /// <summary>Writes rows of weights, with the scales whose weighted squared error is the least that the search finds.</summary>
    /// <param name="type">The type written.</param>
    /// <param name="source">The values, <paramref name="columns"/> a row, row after row.</param>
    /// <param name="columns">Elements of a row (<c>ne0</c>), a multiple of the type's block.</param>
    /// <param name="destination">Receives <see cref="TensorTypeTraits.RowBytes"/> for each row.</param>
    /// <param name="importance">Weight of each column's squared error (finite, not negative); empty: all weigh the same.</param>
    /// <param name="firstRow">The number of the first row, for messages about a part of a tensor.</param>
    /// <exception cref="TensorFormatException">
    /// No quantizer writes the type, a length does not fit, an importance is no weight, or a value is NaN, infinite or too
    /// large for the plain type; the message names row and column.
    /// </exception>
    public static void QuantizeRows(
        TensorType type,
        ReadOnlySpan<float> source,
        int columns,
        Span<byte> destination,
        ReadOnlySpan<float> importance = default,
        long firstRow = 0
    )
    {
        RowQuantizer quantizer = RowQuantizers.Get(type);
        if (source.IsEmpty)
        {
            return;
        }

        if (columns <= 0 || source.Length % columns != 0)
        {
            throw new TensorFormatException($"{source.Length} values are not whole rows of {columns} columns");
        }

        int rows = source.Length / columns;
        int rowBytes = RowBytes(type, columns, destination.Length, rows);
        if (!importance.IsEmpty)
        {
            WeightChecks.RequireImportance(importance, columns);
        }

        for (int row = 0; row < rows; row++)
        {
            ReadOnlySpan<float> values = source.Slice(row * columns, columns);
            WeightChecks.RequireWithin(values, quantizer.LargestValue, firstRow + row, type);
            quantizer.Search(values, importance, destination.Slice(row * rowBytes, rowBytes));
        }
    }

    private static int RowBytes(TensorType type, int columns, int available, int rows)
    {
        long rowBytes = TensorTypes.Get(type).RowBytes(columns);
        if (rowBytes * rows > available)
        {
            throw new TensorFormatException(
                $"{rows} rows of {columns} elements of {type} take {rowBytes * rows} bytes, there is room for {available}"
            );
        }

        return (int)rowBytes;
    }
}
