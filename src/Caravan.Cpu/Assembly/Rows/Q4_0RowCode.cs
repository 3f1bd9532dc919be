// Q4_0 in an assembled row product.
using Iced.Intel;

namespace Caravan.Cpu.Assembly.Rows;

/// <summary><c>{ half d; byte q[16] }</c>: low nibbles are elements 0 to 15, high ones 16 to 31, all too large by 8.</summary>
internal sealed class Q4_0RowCode(Assembler assembler, RowSink sink) : RowFormatCode(assembler, sink)
{
    private AssemblerRegisterZMM _lowNibbles;

    /// <inheritdoc/>
    internal override int BlockElements => 32;

    /// <inheritdoc/>
    internal override int BlockBytes => 18;

    /// <inheritdoc/>
    internal override int GroupElements => 32;

    /// <inheritdoc/>
    protected override void WriteConstants() => _lowNibbles = Constant(0x0F0F0F0F);

    /// <inheritdoc/>
    protected override void WriteBlock()
    {
        AssemblerRegisterZMM[] words = Narrow(sizeof(ushort));
        AssemblerRegisterZMM[] dots = ZeroDots(0);
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
        ShiftDown(upper);
        for (int i = 0; i < dots.Length; i++)
        {
            Assembler.vpaddd(dots[i], dots[i], upper[i]);
        }

        Give(upper);
        AssemblerRegisterZMM scale = Numbers(0);
        AddGroup(dots, scale, 0);
        Give(scale);
    }
}
