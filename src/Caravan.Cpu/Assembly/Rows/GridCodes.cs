// Points of a grid as codes of a few bits.
using Caravan.Tensors.Codebooks;

namespace Caravan.Cpu.Assembly.Rows;

/// <summary>
/// A point of eight elements has codes of two bits, in this order: elements 0, 4, 1 and 5 in the first byte, 2, 6, 3 and 7 in the second. A
/// point of four has codes of three bits in nibbles, two a byte. A code is the number of the element's level, the lowest first.
/// </summary>
internal sealed class GridCodes
{
    private const int ManyElements = 8;

    /// <param name="grid">The points.</param>
    internal GridCodes(GridCodebook grid)
    {
        bool isMany = grid.Dimensions == ManyElements;
        Levels = LevelsOf(grid);
        First = Bytes(grid, isMany ? [0, 4, 1, 5] : [0, 1]);
        Second = Bytes(grid, isMany ? [2, 6, 3, 7] : [2, 3]);
    }

    /// <summary>The levels, ascending.</summary>
    internal sbyte[] Levels { get; }

    /// <summary>The first byte of every point.</summary>
    internal byte[] First { get; }

    /// <summary>The second byte of every point.</summary>
    internal byte[] Second { get; }

    /// <summary>A byte of every point: the codes of some elements, the lowest first.</summary>
    internal static byte[] Bytes(GridCodebook grid, ReadOnlySpan<int> elements)
    {
        sbyte[] levels = LevelsOf(grid);
        int bits = 8 / elements.Length;
        byte[] bytes = new byte[grid.Points];
        for (int point = 0; point < bytes.Length; point++)
        {
            for (int i = 0; i < elements.Length; i++)
            {
                bytes[point] |= (byte)(Array.IndexOf(levels, grid[point][elements[i]]) << (i * bits));
            }
        }

        return bytes;
    }

    private static sbyte[] LevelsOf(GridCodebook grid) => [.. grid.Values.ToArray().Distinct().Order()];
}
