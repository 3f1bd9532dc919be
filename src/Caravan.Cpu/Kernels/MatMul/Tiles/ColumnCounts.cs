// The numbers of columns that share a load of the tile.
namespace Caravan.Cpu.Kernels.MatMul.Tiles;

internal static class ColumnCounts
{
    internal readonly struct One : IColumnCount
    {
        public static int Value => 1;
    }

    internal readonly struct Two : IColumnCount
    {
        public static int Value => 2;
    }

    internal readonly struct Three : IColumnCount
    {
        public static int Value => 3;
    }

    internal readonly struct Four : IColumnCount
    {
        public static int Value => 4;
    }
}
