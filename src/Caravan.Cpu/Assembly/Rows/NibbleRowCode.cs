// Types of 32 elements whose low four bits are nibbles, in an assembled row product.
using Iced.Intel;

namespace Caravan.Cpu.Assembly.Rows;

/// <summary>Sixteen bytes: low nibbles are elements 0 to 15, high ones 16 to 31.</summary>
internal abstract class NibbleRowCode(Assembler assembler, RowSink sink) : RowFormatCode(assembler, sink)
{
    private AssemblerRegisterZMM _sign;

    /// <summary>The lower nibble of every byte.</summary>
    protected AssemblerRegisterZMM LowNibbles { get; private set; }

    /// <inheritdoc/>
    internal sealed override int BlockElements => 32;

    /// <inheritdoc/>
    internal sealed override int GroupElements => 32;

    /// <inheritdoc/>
    protected override void WriteConstants()
    {
        LowNibbles = Constant(0x0F0F0F0F);
        if (HasMinimum)
        {
            _sign = Constant(0x80000000);
        }
    }

    /// <summary>Adds a block's elements.</summary>
    /// <param name="dots">The sums.</param>
    /// <param name="offset">To the sixteen bytes in the block.</param>
    protected void AddNibbles(AssemblerRegisterZMM[] dots, int offset)
    {
        AssemblerRegisterZMM[] words = Narrow(offset);
        AssemblerRegisterZMM[] upper = Dots();
        AssemblerRegisterZMM low = Take();
        for (int i = 0; i < words.Length; i++)
        {
            Assembler.vpandd(low, words[i], LowNibbles);
            AddProducts(dots, low, i * 4);
            Assembler.vpandnd(words[i], LowNibbles, words[i]);
            AddHighProducts(upper, words[i], 16 + (i * 4));
        }

        Give(low);
        Give(words);
        AddShiftedDown(dots, upper);
    }

    /// <summary>Ends a block of values <c>d * q + m</c>, whose minimum is -m.</summary>
    /// <param name="dots">The sums.</param>
    /// <param name="factors">d and m in the words of lanes, which are given back.</param>
    protected void EndBlock(AssemblerRegisterZMM[] dots, AssemblerRegisterZMM factors)
    {
        AssemblerRegisterZMM minimum = WidenBoth(factors);
        Assembler.vpxord(minimum, minimum, _sign);
        AddGroup(dots, factors, 0);
        AddMinimum(minimum, 0);
        Give(factors, minimum);
    }
}
