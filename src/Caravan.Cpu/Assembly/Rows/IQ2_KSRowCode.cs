// IQ2_KS in an assembled row product.
using Iced.Intel;

namespace Caravan.Cpu.Assembly.Rows;

/// <summary>
/// <c>{ uint16 extra; byte s[4]; byte q[64] }</c> behind the row's <c>half d</c>: group g has nibble g of s and bit 8 + g of <c>extra</c>, together too
/// large by 16; where bit g of <c>extra</c> is set its levels are higher.
/// </summary>
internal sealed class IQ2_KSRowCode(Assembler assembler, RowSink sink) : PairRowCode(assembler, sink)
{
    private AssemblerRegisterZMM[] _head = [];
    private AssemblerRegisterZMM _scale;
    private AssemblerRegisterZMM _nibble;
    private AssemblerRegisterZMM _fifth;

    /// <inheritdoc/>
    internal override int BlockBytes => 70;

    /// <inheritdoc/>
    internal override int GroupElements => 32;

    /// <inheritdoc/>
    protected override int QuantOffset => 6;

    /// <inheritdoc/>
    protected override void WriteConstants()
    {
        base.WriteConstants();
        _nibble = Constant(15);
        _fifth = Constant(0xFF00);
    }

    /// <inheritdoc/>
    protected override bool HasHeads => true;

    /// <inheritdoc/>
    protected override void WriteHeads() => _scale = Numbers(0);

    /// <inheritdoc/>
    protected override void WriteBlock()
    {
        // Nibbles 0 to 3 are in the upper half of the first word, 4 to 7 in the lower half of the second.
        _head = Narrow(0);
        Give(_head[2], _head[3]);
        Assembler.vpxord(_head[0], _head[0], _fifth);
        WriteGroups();
        Give(_head[0], _head[1]);
    }

    /// <inheritdoc/>
    protected override AssemblerRegisterZMM[] BeginGroup(int group) => RaisedDots(group, _head[0], group);

    /// <inheritdoc/>
    protected override void EndGroup(AssemblerRegisterZMM[] dots, int group)
    {
        AssemblerRegisterZMM number = Take();
        AssemblerRegisterZMM low = Take();
        // With its top bit the other way round a number less 16 has that bit as its sign.
        Shift(number, _head[0], -4 - group);
        Shift(low, _head[group / 4], group < 4 ? -16 - (4 * group) : -4 * (group - 4));
        Choose(number, _nibble, low);
        Give(low);
        Signed(number, 5);
        EndGroup(dots, number, _scale, group);
    }
}
