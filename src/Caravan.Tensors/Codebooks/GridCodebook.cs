// A table of grid points, expanded at start from the gaps between their numbers.
namespace Caravan.Tensors.Codebooks;

/// <summary>
/// The points of a lattice that an IQ type may use. A point has one of a few levels in each dimension. Read as digits of a
/// number (the last dimension first, the base being the count of levels), the points of every grid ascend, so that each
/// grid is stored as text of the gaps between successive numbers.
/// </summary>
public sealed class GridCodebook
{
    // Gaps are characters from here on; printable, and clear of the quote and the backslash's escapes in raw text.
    private const byte ZeroGap = (byte)'#';

    // Stands before a gap that is larger by this many than its character says.
    private const byte Further = (byte)'~';
    private const int FurtherGap = 88;

    private readonly sbyte[] _values;

    internal GridCodebook(int points, int dimensions, ReadOnlySpan<sbyte> levels, ReadOnlySpan<byte> gaps)
    {
        Points = points;
        Dimensions = dimensions;
        _values = new sbyte[points * dimensions];
        int point = 0;
        int number = -1;
        foreach (byte character in gaps)
        {
            if (character == Further)
            {
                number += FurtherGap;
            }
            else if (character >= ZeroGap)
            {
                number += character - ZeroGap;
                int digits = number;
                for (int dimension = 0; dimension < dimensions; dimension++)
                {
                    _values[(point * dimensions) + dimension] = levels[digits % levels.Length];
                    digits /= levels.Length;
                }

                point++;
            }
        }

        if (point != points)
        {
            throw new InvalidOperationException($"a grid of {points} points has {point} in its text");
        }
    }

    /// <summary>Number of points, a power of two.</summary>
    public int Points { get; }

    /// <summary>Elements of one point: 8 or 4.</summary>
    public int Dimensions { get; }

    /// <summary>All points, one after the other.</summary>
    public ReadOnlySpan<sbyte> Values => _values;

    /// <summary>The elements of point <paramref name="index"/>, in the order of the row.</summary>
    public ReadOnlySpan<sbyte> this[int index] => _values.AsSpan(index * Dimensions, Dimensions);
}
