// Q4_0 and Q4_1 in an assembled row product.
using Iced.Intel;

namespace Caravan.Cpu.Assembly.Rows;

/// <summary>Sixteen bytes: low nibbles are elements 0 to 15, high ones 16 to 31.</summary>
internal abstract class NibbleRowCode(Assembler assembler, RowSink sink) : RowFormatCode(assembler, sink)
{
    private AssemblerRegisterZMM _lowNibbles;

    /// <inheritdoc/>
    internal sealed override int BlockElements => 32;

    /// <inheritdoc/>
    internal sealed override int GroupElements => 32;

    /// <inheritdoc/>
    protected override void WriteConstants() => _lowNibbles = Constant(0x0F0F0F0F);

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
            Assembler.vpandd(low, words[i], _lowNibbles);
            AddProducts(dots, low, i * 4);
            Assembler.vpandnd(words[i], _lowNibbles, words[i]);
            AddHighProducts(upper, words[i], 16 + (i * 4));
        }

        Give(low);
        Give(words);
        AddShiftedDown(dots, upper);
    }
}
