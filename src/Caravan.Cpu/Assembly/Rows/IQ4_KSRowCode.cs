// IQ4_KS in an assembled row product.
using Iced.Intel;

namespace Caravan.Cpu.Assembly.Rows;

/// <summary><c>{ byte s[8]; byte q[128] }</c>: sixteen bytes a group, whose low nibbles are its first elements.</summary>
internal sealed class IQ4_KSRowCode(Assembler assembler, RowSink sink) : ScaleByteRowCode(assembler, sink)
{
    private const int QuantOffset = 8;

    /// <inheritdoc/>
    internal override int BlockBytes => 136;

    /// <inheritdoc/>
    protected override int ShiftOfSum => 5;

    /// <inheritdoc/>
    protected override void WriteBlock()
    {
        AssemblerRegisterZMM[] head = Narrow(0);
        Give(head[2], head[3]);
        for (int group = 0; group < 8; group += 2)
        {
            AssemblerRegisterZMM[] words = Wide(QuantOffset + (group * 16));
            WriteGroup(words.AsSpan(0, 4), head, group);
            WriteGroup(words.AsSpan(4, 4), head, group + 1);
        }

        Give(head[0], head[1]);
    }

    private void WriteGroup(ReadOnlySpan<AssemblerRegisterZMM> words, AssemblerRegisterZMM[] head, int group)
    {
        AssemblerRegisterZMM[] dots = BeginGroup(head[group / 4], group % 4, group);
        AddLow(dots, words, group * 32);
        AddHigh(dots, words, (group * 32) + 16);
        EndGroup(dots, head[group / 4], group % 4, group);
    }
}
