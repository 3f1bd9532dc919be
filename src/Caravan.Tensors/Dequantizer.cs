// Turns rows of any tensor type into single precision.
using System.Buffers;

namespace Caravan.Tensors;

/// <summary>
/// Reads rows of any <see cref="TensorType"/> as single precision: quantized ones through their <see cref="QuantFormat"/>,
/// plain ones through <see cref="PlainRows"/>. Values equal ggml's, which computes them in the same order.
/// </summary>
public static class Dequantizer
{
    /// <summary>Converts whole bundles of rows (<see cref="TensorTypeTraits.InterleavedRows"/> rows; one for ordinary types).</summary>
    /// <param name="type">The rows' type.</param>
    /// <param name="rows">The rows' bytes, contiguous; how many rows there are follows from their length.</param>
    /// <param name="columns">Elements of a row (<c>ne0</c>).</param>
    /// <param name="destination">Receives <c>columns</c> values a row, row after row.</param>
    /// <exception cref="TensorFormatException">
    /// The type is unknown, the columns are not whole blocks, the bytes are not whole bundles of rows, or the destination is
    /// too short; the message says what was expected.
    /// </exception>
    public static void DequantizeRows(TensorType type, ReadOnlySpan<byte> rows, int columns, Span<float> destination)
    {
        TensorTypeTraits traits = TensorTypes.Get(type);
        long bundleBytes = traits.RowBytes(columns) * traits.InterleavedRows;
        if (rows.IsEmpty)
        {
            return;
        }

        if (bundleBytes == 0 || rows.Length % bundleBytes != 0)
        {
            throw new TensorFormatException(
                $"{rows.Length} bytes are not whole rows of {columns} elements of {traits.Name}: "
                    + $"{traits.InterleavedRows} of them are {bundleBytes} bytes"
            );
        }

        int bundles = (int)(rows.Length / bundleBytes);
        long elements = (long)bundles * traits.InterleavedRows * columns;
        if (destination.Length < elements)
        {
            throw new TensorFormatException(
                $"{elements} elements of {traits.Name} do not fit into {destination.Length} floats"
            );
        }

        if (QuantFormats.TryGet(type, out QuantFormat? format))
        {
            DequantizeBundles(format, rows, bundles, columns, destination);
        }
        else
        {
            PlainRows.ToSingle(type, rows, columns, destination);
        }
    }

    private static void DequantizeBundles(
        QuantFormat format,
        ReadOnlySpan<byte> rows,
        int bundles,
        int columns,
        Span<float> destination
    )
    {
        int bundleBytes = rows.Length / bundles;
        int elements = TensorTypes.Get(format.Type).InterleavedRows * columns;
        int groups = elements / format.GroupElements;
        sbyte[] quants = ArrayPool<sbyte>.Shared.Rent(elements);
        float[] scales = ArrayPool<float>.Shared.Rent(2 * groups);
        try
        {
            Span<float> minimums = format.HasMinimum ? scales.AsSpan(groups, groups) : [];
            for (int bundle = 0; bundle < bundles; bundle++)
            {
                ReadOnlySpan<byte> bytes = rows.Slice(bundle * bundleBytes, bundleBytes);
                Span<float> values = destination.Slice(bundle * elements, elements);
                if (format.TryDequantize(bytes, columns, values))
                {
                    continue;
                }

                format.Unpack(bytes, columns, quants.AsSpan(0, elements), scales.AsSpan(0, groups), minimums);
                if (format.HasMinimum)
                {
                    ScaleAndSubtract(quants, scales, minimums, format.GroupElements, values);
                }
                else
                {
                    Scale(quants, scales, format.GroupElements, values);
                }
            }
        }
        finally
        {
            ArrayPool<sbyte>.Shared.Return(quants);
            ArrayPool<float>.Shared.Return(scales);
        }
    }

    private static void Scale(
        ReadOnlySpan<sbyte> quants,
        ReadOnlySpan<float> scales,
        int groupElements,
        Span<float> values
    )
    {
        for (int group = 0; group < values.Length / groupElements; group++)
        {
            float scale = scales[group];
            ReadOnlySpan<sbyte> from = quants.Slice(group * groupElements, groupElements);
            Span<float> to = values.Slice(group * groupElements, groupElements);
            for (int i = 0; i < to.Length; i++)
            {
                to[i] = scale * from[i];
            }
        }
    }

    private static void ScaleAndSubtract(
        ReadOnlySpan<sbyte> quants,
        ReadOnlySpan<float> scales,
        ReadOnlySpan<float> minimums,
        int groupElements,
        Span<float> values
    )
    {
        for (int group = 0; group < values.Length / groupElements; group++)
        {
            float scale = scales[group];
            float minimum = minimums[group];
            ReadOnlySpan<sbyte> from = quants.Slice(group * groupElements, groupElements);
            Span<float> to = values.Slice(group * groupElements, groupElements);
            for (int i = 0; i < to.Length; i++)
            {
                to[i] = (scale * from[i]) - minimum;
            }
        }
    }
}
