// IQ3_K in an assembled row product.
using Iced.Intel;

namespace Caravan.Cpu.Assembly.Rows;

/// <summary>
/// <c>{ half d; uint16 shifted; uint16 negative; byte s[8]; byte low[64]; byte high[32] }</c>: the scale of group g is twice nibble g of s and one, less
/// than zero where bit g of <c>negative</c> is set; where bit g of <c>shifted</c> is set its levels are higher.
/// </summary>
internal sealed class IQ3_KRowCode(Assembler assembler, RowSink sink) : ThirdBitRowCode(assembler, sink)
{
    private AssemblerRegisterZMM[] _head = [];
    private AssemblerRegisterZMM _scale;
    private AssemblerRegisterZMM _one;

    /// <inheritdoc/>
    internal override int BlockBytes => 110;

    /// <inheritdoc/>
    internal override int GroupElements => 16;

    /// <inheritdoc/>
    protected override int QuantOffset => 14;

    /// <inheritdoc/>
    protected override void WriteConstants()
    {
        base.WriteConstants();
        _one = Constant(1);
    }

    /// <inheritdoc/>
    protected override void WriteBlock()
    {
        // Nibbles 0 to 3 are in the upper half of the second word, then eight in the third and four in the fourth.
        _head = Narrow(0);
        _scale = Take();
        Assembler.vmovdqa32(_scale, _head[0]);
        Widen(_scale);
        WriteGroups();
        Give(_head);
        Give(_scale);
    }

    /// <inheritdoc/>
    protected override AssemblerRegisterZMM[] BeginGroup(int group) => RaisedDots(group, _head[0], 16 + group);

    /// <inheritdoc/>
    protected override void EndGroup(AssemblerRegisterZMM[] dots, int group)
    {
        int nibble = group + 4;
        AssemblerRegisterZMM number = Take();
        AssemblerRegisterZMM sign = Take();
        Assembler.vpslld(number, _head[1 + (nibble / 8)], (byte)(28 - (nibble % 8 * 4)));
        Assembler.vpsrld(number, number, 28);
        Assembler.vpaddd(number, number, number);
        Assembler.vpord(number, number, _one);
        Assembler.vpslld(sign, _head[1], (byte)(31 - group));
        Assembler.vpsrad(sign, sign, 31);
        Assembler.vpxord(number, number, sign);
        Assembler.vpsubd(number, number, sign);
        Give(sign);
        EndGroup(dots, number, _scale, group);
    }
}
