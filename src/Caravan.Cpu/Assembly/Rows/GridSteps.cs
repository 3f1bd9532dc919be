// A byte of codes that seldom changes from point to point, as steps.
using Caravan.Tensors.Codebooks;

namespace Caravan.Cpu.Assembly.Rows;

/// <summary>For each run of successive points the codes that it begins with, those that follow, and where they do.</summary>
internal sealed class GridSteps
{
    /// <param name="grid">The points.</param>
    /// <param name="points">Points of a run.</param>
    /// <param name="elements">The elements whose codes the byte has, the lowest first.</param>
    /// <exception cref="InvalidOperationException">A run changes more than once.</exception>
    internal GridSteps(GridCodebook grid, int points, ReadOnlySpan<int> elements)
    {
        byte[] bytes = GridCodes.Bytes(grid, elements);
        int runs = grid.Points / points;
        Bases = new byte[runs];
        Nexts = new byte[runs];
        Starts = new byte[runs];
        for (int run = 0; run < runs; run++)
        {
            ReadOnlySpan<byte> codes = bytes.AsSpan(run * points, points);
            int start = codes.IndexOfAnyExcept(codes[0]);
            Bases[run] = codes[0];
            Nexts[run] = codes[^1];
            Starts[run] = (byte)(start < 0 ? points : start);
            if (start >= 0 && codes[start..].ContainsAnyExcept(codes[^1]))
            {
                throw new InvalidOperationException($"points {run * points} and on have more than two bytes of codes");
            }
        }
    }

    /// <summary>The byte of each run's first points.</summary>
    internal byte[] Bases { get; }

    /// <summary>The byte of the others.</summary>
    internal byte[] Nexts { get; }

    /// <summary>Which is the first of these, or the number of a run's points where all have the same.</summary>
    internal byte[] Starts { get; }
}
