// IQ2_K in an assembled row product.
using Iced.Intel;

namespace Caravan.Cpu.Assembly.Rows;

/// <summary>
/// <c>{ half d; uint16 shifted; byte s[8]; byte q[64] }</c>: group g has nibble g of s, which is too large by 8; where bit g of <c>shifted</c> is set
/// its levels are higher.
/// </summary>
internal sealed class IQ2_KRowCode(Assembler assembler, RowSink sink) : PairRowCode(assembler, sink)
{
    private AssemblerRegisterZMM[] _head = [];
    private AssemblerRegisterZMM _scale;
    private AssemblerRegisterZMM _middle;

    /// <inheritdoc/>
    internal override int BlockBytes => 76;

    /// <inheritdoc/>
    internal override int GroupElements => 16;

    /// <inheritdoc/>
    protected override int QuantOffset => 12;

    /// <inheritdoc/>
    protected override void WriteConstants()
    {
        base.WriteConstants();
        _middle = Constant(8);
    }

    /// <inheritdoc/>
    protected override void WriteBlock()
    {
        _head = Narrow(0);
        Give(_head[3]);
        _scale = Take();
        Assembler.vmovdqa32(_scale, _head[0]);
        Widen(_scale);
        WriteGroups();
        Give(_head.AsSpan(0, 3));
        Give(_scale);
    }

    /// <inheritdoc/>
    protected override AssemblerRegisterZMM[] BeginGroup(int group) => RaisedDots(group, _head[0], 16 + group);

    /// <inheritdoc/>
    protected override void EndGroup(AssemblerRegisterZMM[] dots, int group)
    {
        AssemblerRegisterZMM number = Take();
        Assembler.vpslld(number, _head[1 + (group / 8)], (byte)(28 - (group % 8 * 4)));
        Assembler.vpsrld(number, number, 28);
        Assembler.vpsubd(number, number, _middle);
        EndGroup(dots, number, _scale, group);
    }
}
