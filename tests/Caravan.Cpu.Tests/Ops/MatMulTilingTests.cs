// Memory planned for the most columns must do for any number below.
namespace Caravan.Cpu.Tests;

public class MatMulTilingTests
{
    private const int MostColumns = 1300;

    [Theory]
    [InlineData(64, 8)]
    [InlineData(300, 16)]
    [InlineData(2048, 32)]
    public void No_tiling_takes_more_than_is_planned(int rows, int bundle)
    {
        for (int columns = 1; columns <= MostColumns; columns++)
        {
            foreach (int threads in new[] { 1, 2, 7 })
            {
                MatMulTiling tiling = MatMulTiling.Choose(rows, columns, 1, 512, 1024, bundle, threads);
                long blocks = (columns + tiling.ColumnsPerTask - 1) / tiling.ColumnsPerTask;
                Assert.InRange(tiling.ColumnsPerTask, 1, MatMulTiling.MostColumnsPerTask(columns));
                Assert.InRange(blocks * tiling.ColumnsPerTask, columns, MatMulTiling.MostPlaces(columns));
            }
        }
    }

    [Fact]
    public void Fewer_columns_never_need_more()
    {
        for (int columns = 1; columns < MostColumns; columns++)
        {
            Assert.True(MatMulTiling.MostColumnsPerTask(columns) <= MatMulTiling.MostColumnsPerTask(columns + 1));
            Assert.True(MatMulTiling.MostPlaces(columns) <= MatMulTiling.MostPlaces(columns + 1));
        }
    }
}
