// Q2_0 in an assembled row product.
using Iced.Intel;

namespace Caravan.Cpu.Assembly.Rows;

/// <summary><c>{ half d; byte q[16] }</c>: bit pair i is element i, too large by 1. Needs a processor that shifts bytes apart.</summary>
internal sealed class Q2_0RowCode(Assembler assembler, RowSink sink) : RowFormatCode(assembler, sink)
{
    private const int LaneBytes = 4;

    private readonly AssemblerRegisterZMM[] _windows = new AssemblerRegisterZMM[LaneBytes];
    private AssemblerRegisterZMM _pair;

    /// <inheritdoc/>
    internal override int BlockElements => 64;

    /// <inheritdoc/>
    internal override int BlockBytes => 18;

    /// <inheritdoc/>
    internal override int GroupElements => 32;

    /// <inheritdoc/>
    protected override void WriteConstants()
    {
        for (int i = 0; i < LaneBytes; i++)
        {
            _windows[i] = Windows(8 * i, (8 * i) + 2, (8 * i) + 4, (8 * i) + 6);
        }

        _pair = Constant(0x03030303);
    }

    /// <inheritdoc/>
    protected override void WriteBlock()
    {
        AssemblerRegisterZMM scale = Numbers(0);
        AssemblerRegisterZMM[] words = Narrow(sizeof(ushort));
        for (int group = 0; group < 2; group++)
        {
            AssemblerRegisterZMM[] dots = ZeroDots(group);
            AddWindows(dots, words.AsSpan(2 * group, 2), _windows, _pair, group * GroupElements);
            AddGroup(dots, scale, group);
        }

        Give(words);
        Give(scale);
    }
}
