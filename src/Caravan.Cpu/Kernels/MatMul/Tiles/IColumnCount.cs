// A number of columns as a type, so that the compiler makes one loop for each.
namespace Caravan.Cpu.Kernels.MatMul.Tiles;

internal interface IColumnCount
{
    /// <summary>1 to 4.</summary>
    static abstract int Value { get; }
}
