// Q5_0 in an assembled row product.
using Iced.Intel;

namespace Caravan.Cpu.Assembly.Rows;

/// <summary><c>{ half d; uint32 high; byte q[16] }</c>: quants are all too large by 16.</summary>
internal sealed class Q5_0RowCode(Assembler assembler, RowSink sink) : FifthBitRowCode(assembler, sink)
{
    /// <inheritdoc/>
    internal override int BlockBytes => 22;

    /// <inheritdoc/>
    protected override void WriteBlock()
    {
        AssemblerRegisterZMM[] head = Leading(0, 2);
        AssemblerRegisterZMM[] dots = ZeroDots(0);
        AddQuants(dots, 6, head, sizeof(ushort));
        Widen(head[0]);
        AddGroup(dots, head[0], 0);
        Give(head);
    }
}
