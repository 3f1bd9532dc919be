// Q4_1 in an assembled row product.
using Iced.Intel;

namespace Caravan.Cpu.Assembly.Rows;

/// <summary><c>{ half d; half m; byte q[16] }</c>: <c>value = d * q + m</c>, so that the minimum is -m.</summary>
internal sealed class Q4_1RowCode(Assembler assembler, RowSink sink) : NibbleRowCode(assembler, sink)
{
    /// <inheritdoc/>
    internal override int BlockBytes => 20;

    /// <inheritdoc/>
    internal override bool HasMinimum => true;

    /// <inheritdoc/>
    protected override void WriteBlock()
    {
        AssemblerRegisterZMM[] dots = Dots();
        AddNibbles(dots, 2 * sizeof(ushort));
        EndBlock(dots, Leading(0, 1)[0]);
    }
}
