// IQ4_XS in an assembled row product.
using Iced.Intel;

namespace Caravan.Cpu.Assembly.Rows;

/// <summary>
/// <c>{ half d; uint16 high; byte low[4]; byte q[128] }</c>: group g has four bits of its scale, which is too large by 32, in nibble g of
/// <c>low</c> and two in pair g of <c>high</c>.
/// </summary>
internal sealed class IQ4_XSRowCode(Assembler assembler, RowSink sink) : LevelRowCode(assembler, sink)
{
    private const int QuantOffset = 8;

    private AssemblerRegisterZMM _nibble;
    private AssemblerRegisterZMM _signs;

    /// <inheritdoc/>
    internal override int BlockElements => 256;

    /// <inheritdoc/>
    internal override int BlockBytes => 136;

    /// <inheritdoc/>
    internal override int GroupElements => 32;

    /// <inheritdoc/>
    protected override void WriteConstants()
    {
        base.WriteConstants();
        _nibble = Constant(0xF);
        _signs = Constant(0xAAAA0000);
    }

    /// <inheritdoc/>
    protected override void WriteBlock()
    {
        AssemblerRegisterZMM[] head = Narrow(0);
        Give(head[2], head[3]);
        AssemblerRegisterZMM scale = Take();
        Assembler.vmovdqa32(scale, head[0]);
        Widen(scale);
        Assembler.vpxord(head[0], head[0], _signs);
        for (int group = 0; group < 8; group += 2)
        {
            AssemblerRegisterZMM[] words = Wide(QuantOffset + (group * 16));
            WriteGroup(words.AsSpan(0, 4), head, scale, group);
            WriteGroup(words.AsSpan(4, 4), head, scale, group + 1);
        }

        Give(head[0], head[1], scale);
    }

    private void WriteGroup(
        ReadOnlySpan<AssemblerRegisterZMM> words,
        AssemblerRegisterZMM[] head,
        AssemblerRegisterZMM scale,
        int group
    )
    {
        AssemblerRegisterZMM[] dots = ZeroDots(group);
        AddLow(dots, words, group * 32);
        AddHigh(dots, words, (group * 32) + 16);
        AssemblerRegisterZMM factor = Take();
        AssemblerRegisterZMM low = Take();
        Shift(factor, head[0], -(12 + (2 * group)));
        Shift(low, head[1], -4 * group);
        Choose(factor, _nibble, low);
        Give(low);
        Signed(factor, 6);
        Assembler.vcvtdq2ps(factor, factor);
        Assembler.vmulps(factor, factor, scale);
        AddGroup(dots, factor, group);
        Give(factor);
        FetchAhead(Rows * BlockBytes * (group + 1) / 8);
    }
}
