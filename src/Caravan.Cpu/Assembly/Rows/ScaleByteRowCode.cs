// Types with a scale byte a group in an assembled row product.
using Iced.Intel;

namespace Caravan.Cpu.Assembly.Rows;

/// <summary>
/// Rows begin with a float, blocks with a byte s for each of eight groups of 32: its lowest bit raises the group's levels, the rest less
/// 127 is the scale.
/// </summary>
internal abstract class ScaleByteRowCode(Assembler assembler, RowSink sink) : LevelRowCode(assembler, sink)
{
    private AssemblerRegisterZMM _even;
    private AssemblerRegisterZMM _middle;
    private AssemblerRegisterZMM _scale;

    /// <inheritdoc/>
    internal sealed override int BlockElements => 256;

    /// <inheritdoc/>
    internal sealed override int GroupElements => 32;

    /// <summary>How far the zero point's share of a sum is shifted down to give what levels are raised by.</summary>
    protected abstract int ShiftOfSum { get; }

    /// <inheritdoc/>
    protected override void WriteConstants()
    {
        base.WriteConstants();
        _even = Constant(254);
        _middle = Constant(127);
        WriteShiftConstant(128 >> ShiftOfSum);
    }

    /// <inheritdoc/>
    protected sealed override bool HasHeads => true;

    /// <inheritdoc/>
    protected sealed override void WriteHeads() => _scale = Singles(0);

    /// <summary>The sums that a group begins with.</summary>
    /// <param name="word">Has the group's s.</param>
    /// <param name="index">In which byte.</param>
    /// <param name="group">The group.</param>
    protected AssemblerRegisterZMM[] BeginGroup(AssemblerRegisterZMM word, int index, int group) =>
        ShiftedDots(group, word, 8 * index, ShiftOfSum);

    /// <summary>Brings a group into the running sums.</summary>
    /// <param name="dots">The group's sums, which are given back.</param>
    /// <param name="word">Has the group's s.</param>
    /// <param name="index">In which byte.</param>
    /// <param name="group">The group.</param>
    protected void EndGroup(AssemblerRegisterZMM[] dots, AssemblerRegisterZMM word, int index, int group)
    {
        AssemblerRegisterZMM number = Take();
        UnsignedByte(number, word, index);
        Assembler.vpandd(number, number, _even);
        Assembler.vpsubd(number, number, _middle);
        EndGroup(dots, number, _scale, group);
    }
}
