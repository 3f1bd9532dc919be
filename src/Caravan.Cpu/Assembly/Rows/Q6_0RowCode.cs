// Q6_0 in an assembled row product.
using Iced.Intel;

namespace Caravan.Cpu.Assembly.Rows;

/// <summary>
/// <c>{ half d; byte high[8]; byte low[16] }</c>: nibbles as in Q4_0; <c>high[j]</c> has the upper pairs of elements
/// <c>j, j + 16, j + 8, j + 24</c>; quants are all too large by 32.
/// </summary>
internal sealed class Q6_0RowCode(Assembler assembler, RowSink sink) : NibbleRowCode(assembler, sink)
{
    private const int HighOffset = 2;
    private const int LowOffset = 10;

    // How far the pair of two words goes up to stand above a nibble.
    private static readonly int[] PairShifts = [4, 0, 2, -2];

    private AssemblerRegisterZMM _six;

    /// <inheritdoc/>
    internal override int BlockBytes => 26;

    /// <inheritdoc/>
    protected override void WriteConstants()
    {
        base.WriteConstants();
        _six = Constant(0x3F3F3F3F);
    }

    /// <inheritdoc/>
    protected override void WriteBlock()
    {
        AssemblerRegisterZMM[] high = Leading(HighOffset, 2);
        AssemblerRegisterZMM[] words = Narrow(LowOffset);
        AssemblerRegisterZMM[] dots = ZeroDots(0);
        AssemblerRegisterZMM quants = Take();
        for (int word = 0; word < 2 * words.Length; word++)
        {
            AssemblerRegisterZMM low = words[word % words.Length];
            if (word >= words.Length)
            {
                Assembler.vpsrld(low, low, 4);
            }

            if (PairShifts[word / 2] == 0)
            {
                Assembler.vmovdqa32(quants, high[word % 2]);
            }
            else
            {
                Shift(quants, high[word % 2], PairShifts[word / 2]);
            }

            Choose(quants, LowNibbles, low);
            Assembler.vpandd(quants, quants, _six);
            AddProducts(dots, quants, word * 4);
        }

        Give(words);
        Give(high);
        Give(quants);
        AssemblerRegisterZMM scale = Numbers(0);
        AddGroup(dots, scale, 0);
        Give(scale);
    }
}
