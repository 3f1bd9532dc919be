// The product of a tile with columns: the one microkernel family that serves every quantized type.
namespace Caravan.Cpu.Kernels.MatMul.Tiles;

/// <summary>Adds a tile's part to the running sums of any number of columns, at one instruction-set level.</summary>
/// <param name="layout">The activation rows' layout; with words when the tile has words.</param>
/// <param name="largestQuant">The largest stored quant of a tile of bytes; not read for words.</param>
internal abstract unsafe class TileProduct(ActivationLayout layout, int largestQuant)
{
    /// <summary>Columns that share a load of the tile.</summary>
    protected const int MaximumColumns = 4;

    /// <summary>The activation rows' layout.</summary>
    protected readonly ActivationLayout Layout = layout;

    /// <summary>Steps of four elements after which words full of products must be added to the 32-bit sums.</summary>
    protected readonly int StepsPerWordSum = WordSteps(layout.GroupElements, largestQuant);

    /// <summary>Adds the tile to the sums of <paramref name="columns"/> columns.</summary>
    /// <param name="tile">The tile; activations and sums of the first column.</param>
    /// <param name="columns">Columns, each with an activation row and sixteen sums.</param>
    internal void Add(TileColumns tile, int columns)
    {
        while (columns > 0)
        {
            int count = Math.Min(columns, MaximumColumns);
            if (Layout.HasWords)
            {
                AddWords(ref tile, count);
            }
            else
            {
                AddBytes(ref tile, count);
            }

            tile.Activations += count;
            tile.Sums += count * TileLayout.Rows;
            tile.MinimumSums += count * TileLayout.Rows;
            columns -= count;
        }
    }

    /// <summary>One to four columns of a tile of words.</summary>
    protected abstract void AddWords(ref TileColumns tile, int columns);

    /// <summary>One to four columns of a tile of bytes.</summary>
    protected abstract void AddBytes(ref TileColumns tile, int columns);

    /// <summary>The most steps, halved from the group's, whose products fit a signed word.</summary>
    private static int WordSteps(int groupElements, int largestQuant)
    {
        int steps = groupElements / 4;
        while (steps > 1 && steps * 2 * 127 * largestQuant > short.MaxValue)
        {
            steps /= 2;
        }

        return steps;
    }
}
