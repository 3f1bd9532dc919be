// Points of a grid as codes of a few bits, two bytes each.
using Caravan.Tensors.Codebooks;

namespace Caravan.Cpu.Assembly.Rows;

/// <summary>
/// A point of eight elements has codes of two bits, in this order: elements 0, 4, 1 and 5 in the first byte, 2, 6, 3 and 7 in the second. A
/// point of four has codes of three bits in nibbles, two a byte. A code is the number of the element's level, the lowest first.
/// </summary>
internal sealed class GridCodes
{
    private const int ManyElements = 8;
    private static readonly int[] Eight = [0, 4, 1, 5, 2, 6, 3, 7];
    private static readonly int[] Four = [0, 1, 2, 3];

    /// <param name="grid">The points.</param>
    internal GridCodes(GridCodebook grid)
    {
        Levels = [.. grid.Values.ToArray().Distinct().Order()];
        ReadOnlySpan<int> order = grid.Dimensions == ManyElements ? Eight : Four;
        int half = order.Length / 2;
        int bits = 8 / half;
        First = new byte[grid.Points];
        Second = new byte[grid.Points];
        for (int point = 0; point < grid.Points; point++)
        {
            ReadOnlySpan<sbyte> elements = grid[point];
            for (int i = 0; i < half; i++)
            {
                First[point] |= (byte)(Array.IndexOf(Levels, elements[order[i]]) << (i * bits));
                Second[point] |= (byte)(Array.IndexOf(Levels, elements[order[half + i]]) << (i * bits));
            }
        }
    }

    /// <summary>The levels, ascending.</summary>
    internal sbyte[] Levels { get; }

    /// <summary>The first byte of every point.</summary>
    internal byte[] First { get; }

    /// <summary>The second byte of every point.</summary>
    internal byte[] Second { get; }
}
