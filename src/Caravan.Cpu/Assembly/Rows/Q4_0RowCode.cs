// Q4_0 in an assembled row product.
using Iced.Intel;

namespace Caravan.Cpu.Assembly.Rows;

/// <summary><c>{ half d; byte q[16] }</c>: quants are all too large by 8.</summary>
internal sealed class Q4_0RowCode(Assembler assembler, RowSink sink) : NibbleRowCode(assembler, sink)
{
    /// <inheritdoc/>
    internal override int BlockBytes => 18;

    /// <inheritdoc/>
    protected override void WriteBlock()
    {
        AssemblerRegisterZMM[] dots = ZeroDots(0);
        AddNibbles(dots, sizeof(ushort));
        AssemblerRegisterZMM scale = Numbers(0);
        AddGroup(dots, scale, 0);
        Give(scale);
    }
}
