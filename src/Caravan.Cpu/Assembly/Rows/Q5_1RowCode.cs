// Q5_1 in an assembled row product.
using Iced.Intel;

namespace Caravan.Cpu.Assembly.Rows;

/// <summary><c>{ half d; half m; uint32 high; byte q[16] }</c>: <c>value = d * q + m</c>, so that the minimum is -m.</summary>
internal sealed class Q5_1RowCode(Assembler assembler, RowSink sink) : FifthBitRowCode(assembler, sink)
{
    private AssemblerRegisterZMM _sign;

    /// <inheritdoc/>
    internal override int BlockBytes => 24;

    /// <inheritdoc/>
    internal override bool HasMinimum => true;

    /// <inheritdoc/>
    protected override void WriteConstants()
    {
        base.WriteConstants();
        _sign = Constant(0x80000000);
    }

    /// <inheritdoc/>
    protected override void WriteBlock()
    {
        AssemblerRegisterZMM[] head = Leading(0, 2);
        AssemblerRegisterZMM[] dots = Dots();
        AddQuants(dots, 8, head, 2 * sizeof(ushort));
        AssemblerRegisterZMM minimum = WidenBoth(head[0]);
        Assembler.vpxord(minimum, minimum, _sign);
        AddGroup(dots, head[0], 0);
        AddMinimum(minimum, 0);
        Give(head);
        Give(minimum);
    }
}
