// IQ4_NL in an assembled row product.
using Iced.Intel;

namespace Caravan.Cpu.Assembly.Rows;

/// <summary><c>{ half d; byte q[16] }</c>: low nibbles are elements 0 to 15, high ones 16 to 31.</summary>
internal sealed class IQ4_NLRowCode(Assembler assembler, RowSink sink) : LevelRowCode(assembler, sink)
{
    /// <inheritdoc/>
    internal override int BlockElements => 32;

    /// <inheritdoc/>
    internal override int BlockBytes => 18;

    /// <inheritdoc/>
    internal override int GroupElements => 32;

    /// <inheritdoc/>
    protected override void WriteBlock()
    {
        AssemblerRegisterZMM[] words = Narrow(sizeof(ushort));
        AssemblerRegisterZMM[] dots = ZeroDots(0);
        AddLow(dots, words, 0);
        AddHigh(dots, words, 16);
        AssemblerRegisterZMM scale = Numbers(0);
        AddGroup(dots, scale, 0);
        Give(scale);
    }
}
