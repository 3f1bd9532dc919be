// Q1_0 in an assembled row product.
using Iced.Intel;

namespace Caravan.Cpu.Assembly.Rows;

/// <summary><c>{ half d; byte q[16] }</c>: bit i is element i, which is 2 or 0, too large by 1. Needs a processor that shifts bytes apart.</summary>
internal sealed class Q1_0RowCode(Assembler assembler, RowSink sink) : RowFormatCode(assembler, sink)
{
    private const int LaneBytes = 4;

    private readonly AssemblerRegisterZMM[] _windows = new AssemblerRegisterZMM[LaneBytes];
    private AssemblerRegisterZMM _lower;
    private AssemblerRegisterZMM _upper;

    /// <inheritdoc/>
    internal override int BlockElements => 128;

    /// <inheritdoc/>
    internal override int BlockBytes => 18;

    /// <inheritdoc/>
    internal override int GroupElements => 32;

    /// <inheritdoc/>
    protected override void WriteConstants()
    {
        // Eight elements of a byte: byte b of a lane gets element b in its second bit and element b + 4 in its sixth.
        for (int i = 0; i < LaneBytes; i++)
        {
            _windows[i] = Windows((8 * i) - 1, 8 * i, (8 * i) + 1, (8 * i) + 2);
        }

        _lower = Constant(0x02020202);
        _upper = Constant(0x20202020);
    }

    /// <inheritdoc/>
    protected override void WriteBlock()
    {
        AssemblerRegisterZMM scale = Numbers(0);
        AssemblerRegisterZMM[] words = Narrow(sizeof(ushort));
        AssemblerRegisterZMM window = Take();
        AssemblerRegisterZMM quants = Take();
        for (int group = 0; group < words.Length; group++)
        {
            AssemblerRegisterZMM[] dots = ZeroDots(group);
            AssemblerRegisterZMM[] upper = Dots();
            for (int i = 0; i < LaneBytes; i++)
            {
                int element = (group * GroupElements) + (8 * i);
                Assembler.vpmultishiftqb(window, _windows[i], words[group]);
                Assembler.vpandd(quants, window, _lower);
                AddProducts(dots, quants, element);
                Assembler.vpandd(quants, window, _upper);
                AddHighProducts(upper, quants, element + 4);
            }

            AddShiftedDown(dots, upper);
            AddGroup(dots, scale, group);
        }

        Give(words);
        Give(window, quants, scale);
    }
}
