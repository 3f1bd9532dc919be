// The four extents of a tensor, contiguous dimension first.
using System.Globalization;

namespace Caravan.Tensors;

/// <summary>Extents of a tensor, <c>ne0</c> (contiguous) first, as ggml writes them. Unused dimensions are 1.</summary>
public readonly record struct TensorShape(long Ne0, long Ne1 = 1, long Ne2 = 1, long Ne3 = 1)
{
    /// <summary>Extent of dimension <paramref name="dimension"/> (0 to 3).</summary>
    public long this[int dimension] =>
        dimension switch
        {
            0 => Ne0,
            1 => Ne1,
            2 => Ne2,
            3 => Ne3,
            _ => throw new ArgumentOutOfRangeException(nameof(dimension)),
        };

    /// <summary>Number of rows: <c>ne1 * ne2 * ne3</c>.</summary>
    public long Rows => checked(Ne1 * Ne2 * Ne3);

    /// <summary>Number of elements.</summary>
    public long Elements => checked(Ne0 * Rows);

    /// <summary>Bytes of a contiguous tensor of this shape and <paramref name="type"/>.</summary>
    /// <exception cref="TensorFormatException">The row length does not fit the type, or the size overflows.</exception>
    public long Bytes(TensorType type)
    {
        try
        {
            return checked(TensorTypes.Get(type).RowBytes(Ne0) * Rows);
        }
        catch (OverflowException)
        {
            throw new TensorFormatException($"a tensor of {this} elements of {type} exceeds 2^63 bytes");
        }
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"[{Ne0}, {Ne1}, {Ne2}, {Ne3}]");
}
