// What IQ1_S and IQ1_M have in common in an assembled row product.
using Caravan.Cpu.Kernels.MatMul.Rows;
using Caravan.Tensors.Codebooks;
using Iced.Intel;

namespace Caravan.Cpu.Assembly.Rows;

/// <summary>Points of -1, 0 and 1 that are moved by an eighth, in eighths.</summary>
internal abstract class IQ1GridRowCode(Assembler assembler, RowSink sink)
    : EightGridRowCode(assembler, sink, IQ1Grid.Codebook, ScaleUnit)
{
    private const int Eighths = 8;
    private const float ScaleUnit = 1f / Eighths;

    /// <inheritdoc/>
    protected override int ScaleBits => 3;

    /// <inheritdoc/>
    protected override int SecondUpperBit => FirstUpperBit;

    /// <inheritdoc/>
    protected override byte Unsigned(int level, bool upper) =>
        (byte)(GridPoints.IQ1Zero + (Eighths * level) + (upper ? -1 : 1));
}
