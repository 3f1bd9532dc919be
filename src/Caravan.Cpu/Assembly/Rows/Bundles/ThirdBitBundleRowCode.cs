// What Q3_K_R4 and IQ3_K_R4 have in common in an assembled row product.
using Iced.Intel;

namespace Caravan.Cpu.Assembly.Rows.Bundles;

/// <summary>A line of third bits for each part, that of lane i in bit i.</summary>
internal abstract class ThirdBitBundleRowCode(Assembler assembler, RowSink sink) : PairBundleRowCode(assembler, sink)
{
    private AssemblerRegisterZMM _mask;
    private AssemblerRegisterZMM _third;

    /// <summary>To the third bits in a bundle's block.</summary>
    protected abstract int ThirdOffset { get; }

    /// <inheritdoc/>
    protected override void WriteConstants()
    {
        base.WriteConstants();
        _mask = Constant(0x04040404);
    }

    /// <inheritdoc/>
    protected override void BeginPart(int part) => _third = Line(ThirdOffset + (part * LineBytes));

    /// <inheritdoc/>
    protected override void EndPart() => Give(_third);

    /// <inheritdoc/>
    protected override void AddHighBits(AssemblerRegisterZMM codes, int lane) => AddBits(codes, _third, lane, 2, _mask);
}
