// Types with six-bit scales and shifts of levels in an assembled row product.
using Iced.Intel;

namespace Caravan.Cpu.Assembly.Rows;

/// <summary>
/// Blocks begin with <c>{ half d; uint16 shifted; byte high[4]; byte low[8] }</c>: group g has four bits of its scale, which is too large by 32, in
/// nibble g of <c>low</c> and two in pair g of <c>high</c>; where bit g of <c>shifted</c> is set its levels are higher.
/// </summary>
internal abstract class SixBitOffsetRowCode(Assembler assembler, RowSink sink) : LevelRowCode(assembler, sink)
{
    private AssemblerRegisterZMM[] _head = [];
    private AssemblerRegisterZMM _scale;
    private AssemblerRegisterZMM _nibble;
    private AssemblerRegisterZMM _signs;

    /// <inheritdoc/>
    internal sealed override int BlockElements => 256;

    /// <inheritdoc/>
    internal sealed override int GroupElements => 16;

    /// <summary>How far the zero point's share of a sum is shifted down to give what levels are raised by.</summary>
    protected abstract int ShiftOfSum { get; }

    /// <inheritdoc/>
    protected override void WriteConstants()
    {
        base.WriteConstants();
        _nibble = Constant(0xF);
        _signs = Constant(0xAAAAAAAA);
        WriteShiftConstant(128 >> ShiftOfSum);
    }

    /// <summary>Reads the block's head.</summary>
    protected void BeginBlock()
    {
        _head = Narrow(0);
        _scale = Take();
        Assembler.vmovdqa32(_scale, _head[0]);
        Widen(_scale);
        Assembler.vpxord(_head[1], _head[1], _signs);
    }

    /// <summary>Gives the head's registers back.</summary>
    protected void EndBlock()
    {
        Give(_head);
        Give(_scale);
    }

    /// <summary>The sums that a group begins with.</summary>
    protected AssemblerRegisterZMM[] BeginGroup(int group) => ShiftedDots(group, _head[0], 16 + group, ShiftOfSum);

    /// <summary>Brings a group into the running sums.</summary>
    protected void EndGroup(AssemblerRegisterZMM[] dots, int group)
    {
        AssemblerRegisterZMM number = Take();
        AssemblerRegisterZMM low = Take();
        Shift(number, _head[1], 4 - (2 * group));
        Shift(low, _head[2 + (group / 8)], -4 * (group % 8));
        Choose(number, _nibble, low);
        Give(low);
        Signed(number, 6);
        EndGroup(dots, number, _scale, group);
    }
}
