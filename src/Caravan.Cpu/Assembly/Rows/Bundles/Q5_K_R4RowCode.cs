// Q5_K_R4 in an assembled row product.
using Iced.Intel;

namespace Caravan.Cpu.Assembly.Rows.Bundles;

/// <summary>After the scales <c>{ byte fifth[128]; byte q[512] }</c>: a line of fifth bits for each part.</summary>
internal sealed class Q5_K_R4RowCode(Assembler assembler, RowSink sink) : SixBitBundleRowCode(assembler, sink)
{
    private const int FifthOffset = 64;

    // Where the bit of each lane stands.
    private static readonly int[] Bits = [0, 2, 1, 3, 4, 6, 5, 7];

    private AssemblerRegisterZMM _mask;
    private AssemblerRegisterZMM _fifth;

    /// <inheritdoc/>
    internal override int BlockBytes => 704;

    /// <inheritdoc/>
    protected override int NibbleOffset => 192;

    /// <inheritdoc/>
    protected override void WriteConstants()
    {
        base.WriteConstants();
        _mask = Constant(0x10101010);
    }

    /// <inheritdoc/>
    protected override void BeginPart(int part) => _fifth = Line(FifthOffset + (part * LineBytes));

    /// <inheritdoc/>
    protected override void EndPart() => Give(_fifth);

    /// <inheritdoc/>
    protected override void AddHighBits(AssemblerRegisterZMM codes, int lane) =>
        AddBits(codes, _fifth, Bits[lane], 4, _mask);
}
