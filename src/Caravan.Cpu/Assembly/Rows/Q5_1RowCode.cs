// Q5_1 in an assembled row product.
using Iced.Intel;

namespace Caravan.Cpu.Assembly.Rows;

/// <summary><c>{ half d; half m; uint32 high; byte q[16] }</c>: <c>value = d * q + m</c>, so that the minimum is -m.</summary>
internal sealed class Q5_1RowCode(Assembler assembler, RowSink sink) : FifthBitRowCode(assembler, sink)
{
    /// <inheritdoc/>
    internal override int BlockBytes => 24;

    /// <inheritdoc/>
    internal override bool HasMinimum => true;

    /// <inheritdoc/>
    protected override void WriteBlock()
    {
        AssemblerRegisterZMM[] head = Leading(0, 2);
        AssemblerRegisterZMM[] dots = Dots();
        AddQuants(dots, 8, head, 2 * sizeof(ushort));
        Give(head[1]);
        EndBlock(dots, head[0]);
    }
}
