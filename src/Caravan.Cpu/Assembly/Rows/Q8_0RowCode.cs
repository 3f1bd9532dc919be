// Q8_0 in an assembled row product.
using Iced.Intel;

namespace Caravan.Cpu.Assembly.Rows;

/// <summary><c>{ half d; sbyte q[32] }</c>, quants made unsigned.</summary>
internal sealed class Q8_0RowCode(Assembler assembler, RowSink sink) : RowFormatCode(assembler, sink)
{
    private AssemblerRegisterZMM _signs;

    /// <inheritdoc/>
    internal override int BlockElements => 32;

    /// <inheritdoc/>
    internal override int BlockBytes => 34;

    /// <inheritdoc/>
    internal override int GroupElements => 32;

    /// <inheritdoc/>
    protected override void WriteConstants() => _signs = Constant(0x80808080);

    /// <inheritdoc/>
    protected override void WriteBlock()
    {
        AssemblerRegisterZMM[] words = Wide(sizeof(ushort));
        AssemblerRegisterZMM[] dots = ZeroDots(0);
        for (int i = 0; i < words.Length; i++)
        {
            Assembler.vpxord(words[i], words[i], _signs);
            AddProducts(dots, words[i], i * 4);
        }

        Give(words);
        AssemblerRegisterZMM scale = Numbers(0);
        AddGroup(dots, scale, 0);
        Give(scale);
    }
}
