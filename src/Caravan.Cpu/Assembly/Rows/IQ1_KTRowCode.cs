// IQ1_KT in an assembled row product.
using Iced.Intel;

namespace Caravan.Cpu.Assembly.Rows;

/// <summary>
/// <c>{ byte s[8]; byte low[32]; byte high[16] }</c>: the low nibble of s is the group's scale, the high one has bit 12 of its four codes; code c of the
/// block has bits 8 to 11 in nibble <c>c / 16</c> of <c>high[c % 16]</c>; a code is eight elements.
/// </summary>
internal sealed class IQ1_KTRowCode(Assembler assembler, RowSink sink) : TrellisRowCode(assembler, sink)
{
    private const int LowOffset = 8;
    private const int HighOffset = 40;

    private AssemblerRegisterZMM _middle;
    private AssemblerRegisterZMM _top;

    /// <inheritdoc/>
    internal override int BlockBytes => 56;

    /// <inheritdoc/>
    protected override void WriteConstants()
    {
        base.WriteConstants();
        WriteLevelConstants();
        _middle = Constant(0xF00);
        _top = Constant(0x1000);
    }

    /// <inheritdoc/>
    protected override void WriteBlock()
    {
        PutAside(Wide(LowOffset), 0);
        AssemblerRegisterZMM[] head = Narrow(0);
        Give(head[2], head[3]);
        AssemblerRegisterZMM[] high = Narrow(HighOffset);
        AssemblerRegisterZMM low = Take();
        AssemblerRegisterZMM state = Take();
        for (int group = 0; group < 8; group++)
        {
            AssemblerRegisterZMM[] dots = BeginGroup(group);
            AssemblerRegisterZMM word = head[group / 4];
            int at = group % 4 * 8;
            Assembler.vmovdqa32(low, Aside(group));
            for (int code = 0; code < 4; code++)
            {
                UnsignedByte(state, low, code);
                AddBits(state, high[group % 4], (code * 8) + (group / 4 * 4), 8, _middle);
                AddBits(state, word, at + 4 + code, 12, _top);
                Assembler.vpaddd(state, state, Offset);
                AddElements(dots, state, (group * 32) + (code * 8), 8);
            }

            JoinSums(dots);
            AssemblerRegisterZMM number = Take();
            WriteLevel(number, word, at);
            EndGroup(dots, number, RowScale, group);
        }

        Give(high);
        Give(head[0], head[1], low, state);
    }
}
