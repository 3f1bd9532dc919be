// The square of floats that products of attention are cut into.
namespace Caravan.Cpu;

/// <summary>
/// Keys and values of a segment are laid out in tiles of <see cref="Size"/> rows of <see cref="Size"/> floats, which the
/// first-level cache holds: keys with positions side by side, values with elements side by side.
/// </summary>
internal static class AttentionTile
{
    /// <summary>Rows of a tile, and floats of a row: 16 KiB.</summary>
    internal const int Size = 64;

    /// <summary>Floats of a tile.</summary>
    internal const int Floats = Size * Size;

    /// <summary>Columns that products come in.</summary>
    internal const int ColumnStep = 32;

    /// <summary>Tiles for rows of <paramref name="length"/> elements.</summary>
    internal static int Count(int length) => (length + Size - 1) / Size;

    /// <summary>Columns of the products with a row of <paramref name="length"/> elements.</summary>
    internal static int Columns(int length) => (length + ColumnStep - 1) / ColumnStep * ColumnStep;
}
