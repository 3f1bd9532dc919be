// ARGSORT: a total order with ties and NaN.
using Caravan.Graph;

namespace Caravan.Cpu.Tests;

public class ArgsortTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Rows_are_sorted_with_the_lower_index_first(bool descending)
    {
        const int columns = 257;
        float[] x = Array.ConvertAll(TestData.Integers(columns * 40, 1, 60), v => v - 30f);
        x[3] = -0f;
        x[4] = 0f;
        x[5] = float.PositiveInfinity;
        x[6] = float.NegativeInfinity;
        OpRun run = new();
        int[] actual = run.Integers(run.Builder.Argsort(run.F32(x, columns, 40), descending));
        for (int row = 0; row < 40; row++)
        {
            float[] values = x[(row * columns)..((row + 1) * columns)];
            IEnumerable<int> indices = Enumerable.Range(0, columns);
            // LINQ's sort is stable; adding 0 makes -0 and 0 equal.
            int[] expected = descending
                ? [.. indices.OrderByDescending(i => values[i] + 0f)]
                : [.. indices.OrderBy(i => values[i] + 0f)];
            Assert.Equal(expected, actual[(row * columns)..((row + 1) * columns)]);
        }
    }

    [Theory]
    [InlineData(false, new[] { 2, 0, 1, 3 })]
    [InlineData(true, new[] { 0, 2, 1, 3 })]
    public void NaN_stands_behind_all_numbers(bool descending, int[] expected)
    {
        OpRun run = new();
        GraphTensor x = run.F32([1, float.NaN, -1, -float.NaN], 4);
        Assert.Equal(expected, run.Integers(run.Builder.Argsort(x, descending)));
    }

    [Fact]
    public void Top_k_is_a_view_of_the_largest()
    {
        OpRun run = new();
        GraphTensor top = run.Builder.TopK(run.F32([1, 5, 3, 4, 9, 2, 8, 7], 4, 2), 2);
        int[] actual = run.Integers(top);
        Assert.Equal([1, 3], actual[..2]);
        Assert.Equal([0, 2], actual[4..6]);
    }
}
