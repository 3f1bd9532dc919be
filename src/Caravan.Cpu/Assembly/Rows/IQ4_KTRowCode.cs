// IQ4_KT in an assembled row product.
using Iced.Intel;

namespace Caravan.Cpu.Assembly.Rows;

/// <summary>
/// <c>{ uint32 groups[8]; byte low[64]; byte high[32] }</c>: a group's word has an offset's bit, seven bits of its scale, which is too large by 64, and
/// three top bits for each of its eight codes; code c of the block has bits 8 to 11 in nibble <c>c / 32</c> of <c>high[c % 32]</c>; a code is
/// four elements.
/// </summary>
internal sealed class IQ4_KTRowCode(Assembler assembler, RowSink sink) : TrellisRowCode(assembler, sink)
{
    private const int LowOffset = 32;
    private const int HighOffset = 96;
    private const int AsideHigh = 8;

    private AssemblerRegisterZMM _middle;
    private AssemblerRegisterZMM _top;
    private AssemblerRegisterZMM _seven;
    private AssemblerRegisterZMM _zero;

    /// <inheritdoc/>
    internal override int BlockBytes => 128;

    /// <inheritdoc/>
    protected override void WriteConstants()
    {
        base.WriteConstants();
        _middle = Constant(0xF00);
        _top = Constant(0x7000);
        _seven = Constant(127);
        _zero = Constant(64);
    }

    /// <inheritdoc/>
    protected override void WriteBlock()
    {
        PutAside(Wide(0), 0);
        PutAside(Wide(HighOffset), AsideHigh);
        for (int group = 0; group < 8; group += 4)
        {
            AssemblerRegisterZMM[] low = Wide(LowOffset + (group * 8));
            for (int i = 0; i < 4; i++)
            {
                WriteGroup(low.AsSpan(2 * i, 2), group + i);
            }

            Give(low);
        }
    }

    private void WriteGroup(ReadOnlySpan<AssemblerRegisterZMM> low, int group)
    {
        AssemblerRegisterZMM[] dots = BeginGroup(group);
        AssemblerRegisterZMM word = Take();
        AssemblerRegisterZMM high = Take();
        AssemblerRegisterZMM offset = Take();
        AssemblerRegisterZMM state = Take();
        Assembler.vmovdqa32(word, Aside(group));
        // The lowest bit goes to bit 15.
        Assembler.vpslld(offset, word, 31);
        Assembler.vpsrld(offset, offset, 16);
        Assembler.vpaddd(offset, offset, Offset);
        for (int code = 0; code < 8; code++)
        {
            if (code % 4 == 0)
            {
                Assembler.vmovdqa32(high, Aside(AsideHigh + (group % 4 * 2) + (code / 4)));
            }

            UnsignedByte(state, low[code / 4], code % 4);
            AddBits(state, high, (code % 4 * 8) + (group / 4 * 4), 8, _middle);
            AddBits(state, word, 8 + (3 * code), 12, _top);
            Assembler.vpaddd(state, state, offset);
            AddElements(dots, state, (group * 32) + (code * 4), 4);
        }

        JoinSums(dots);
        Give(high, offset, state);
        Assembler.vpsrld(word, word, 1);
        Assembler.vpandd(word, word, _seven);
        Assembler.vpsubd(word, word, _zero);
        EndGroup(dots, word, RowScale, group);
    }
}
