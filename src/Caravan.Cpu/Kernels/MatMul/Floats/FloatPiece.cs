// The layout of packed rows of floating-point weights.
namespace Caravan.Cpu.Kernels.MatMul.Floats;

/// <summary>
/// Rows are packed by eights and by pieces of their length: vector 0 of each of the eight rows, then vector 1, and so on. A
/// vector has eight lanes: eight floats, or eight pairs of bfloat16.
/// </summary>
internal static class FloatPiece
{
    /// <summary>Rows of a group.</summary>
    internal const int Rows = 8;

    /// <summary>Lanes of a vector.</summary>
    internal const int Lanes = 8;

    /// <summary>Bytes of a vector.</summary>
    internal const int VectorBytes = Lanes * sizeof(float);

    /// <summary>Vectors of a row in a piece: sums are then loaded and stored for a thirtieth of the time of their products.</summary>
    internal const int MostVectors = 128;

    /// <summary>Columns that are multiplied together: with eight rows their sums fill 24 registers of two rows.</summary>
    internal const int Columns = 6;

    /// <summary>Bytes of a group's piece.</summary>
    internal const int Bytes = Rows * MostVectors * VectorBytes;
}
