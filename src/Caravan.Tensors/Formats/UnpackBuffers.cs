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
        long bytes = traits.RowBytes(columns) * traits.InterleavedRows;
        if (rows.Length != bytes)
        {
            throw new TensorFormatException(
                $"{traits.InterleavedRows} rows of {columns} elements of {traits.Name} are {bytes} bytes, not {rows.Length}"
            );
        }

        long elements = (long)columns * traits.InterleavedRows;
        Require(traits, "quants", quants.Length, elements);
        Require(traits, "scales", scales.Length, elements / format.GroupElements);
        if (format.HasMinimum)
        {
            Require(traits, "minimums", minimums.Length, elements / format.GroupElements);
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
