// Q5_0_R4 in an assembled row product.
using Iced.Intel;

namespace Caravan.Cpu.Assembly.Rows.Bundles;

/// <summary><c>{ half d[4]; byte fifth[16]; byte q[64] }</c>: quants are all too large by 16.</summary>
internal sealed class Q5_0_R4RowCode(Assembler assembler, RowSink sink) : HalfBundleRowCode(assembler, sink)
{
    private const int FifthOffset = 8;

    // Where the bit of each lane stands.
    private static readonly int[] Bits = [0, 2, 4, 6, 1, 3, 5, 7];

    private AssemblerRegisterZMM _mask;
    private AssemblerRegisterZMM _fifth;

    /// <inheritdoc/>
    internal override int BlockBytes => 88;

    /// <inheritdoc/>
    protected override int NibbleOffset => 24;

    /// <inheritdoc/>
    protected override void WriteConstants()
    {
        base.WriteConstants();
        _mask = Constant(0x10101010);
    }

    /// <inheritdoc/>
    protected override void BeginPart(int part) => _fifth = Line(FifthOffset);

    /// <inheritdoc/>
    protected override void EndPart() => Give(_fifth);

    /// <inheritdoc/>
    protected override void AddHighBits(AssemblerRegisterZMM codes, int lane) =>
        AddBits(codes, _fifth, Bits[lane], 4, _mask);
}
