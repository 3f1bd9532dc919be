// Checks that the buffers given to a format's Unpack fit one another.
namespace Caravan.Tensors.Formats;

/// <summary>The check at the door of every <see cref="QuantFormat.Unpack"/>: afterwards no index can be out of range.</summary>
public static class UnpackBuffers
{
    /// <summary>Compares the length of each buffer with what a bundle of <paramref name="columns"/> elements a row takes.</summary>
    /// <exception cref="TensorFormatException">A length does not fit; the message says which and what was expected.</exception>
    public static void Check(
        QuantFormat format,
        ReadOnlySpan<byte> rows,
        int columns,
        ReadOnlySpan<sbyte> quants,
        ReadOnlySpan<float> scales,
        ReadOnlySpan<float> minimums
    )
    {
        TensorTypeTraits traits = TensorTypes.Get(format.Type);
        CheckRows(traits, rows, columns);
        long elements = (long)columns * traits.InterleavedRows;
        Require(traits, "quants", quants.Length, elements);
        Require(traits, "scales", scales.Length, elements / format.GroupElements);
        if (format.HasMinimum)
        {
            Require(traits, "minimums", minimums.Length, elements / format.GroupElements);
        }
    }

    /// <summary>The same for <see cref="QuantFormat.TryDequantize"/>.</summary>
    /// <exception cref="TensorFormatException">A length does not fit; the message says which and what was expected.</exception>
    public static void CheckValues(QuantFormat format, ReadOnlySpan<byte> rows, int columns, ReadOnlySpan<float> values)
    {
        TensorTypeTraits traits = TensorTypes.Get(format.Type);
        CheckRows(traits, rows, columns);
        Require(traits, "values", values.Length, (long)columns * traits.InterleavedRows);
    }

    private static void CheckRows(TensorTypeTraits traits, ReadOnlySpan<byte> rows, int columns)
    {
        long bytes = traits.RowBytes(columns) * traits.InterleavedRows;
        if (rows.Length != bytes)
        {
            throw new TensorFormatException(
                $"{traits.InterleavedRows} rows of {columns} elements of {traits.Name} are {bytes} bytes, not {rows.Length}"
            );
        }
    }

    private static void Require(TensorTypeTraits traits, string what, int length, long expected)
    {
        if (length < expected)
        {
            throw new TensorFormatException(
                $"unpacking {traits.Name} needs room for {expected} {what}, there is room for {length}"
            );
        }
    }
}
