// Scales and minimums of Q4_K and Q5_K in an assembled row product.
using Iced.Intel;

namespace Caravan.Cpu.Assembly.Rows;

/// <summary>Blocks begin with <c>{ half d; half dmin; byte sm[12] }</c>, packed as <see cref="Kernels.MatMul.Rows.SixBitScales"/> says.</summary>
internal abstract class SixBitRowCode(Assembler assembler, RowSink sink) : RowFormatCode(assembler, sink)
{
    private readonly AssemblerRegisterZMM[] _scales = new AssemblerRegisterZMM[2];
    private readonly AssemblerRegisterZMM[] _minimums = new AssemblerRegisterZMM[2];
    private AssemblerRegisterZMM _six;
    private AssemblerRegisterZMM _scale;
    private AssemblerRegisterZMM _minimum;

    /// <inheritdoc/>
    internal sealed override int BlockElements => 256;

    /// <inheritdoc/>
    internal sealed override int GroupElements => 32;

    /// <inheritdoc/>
    internal sealed override bool HasMinimum => true;

    /// <summary>The low nibble of every byte.</summary>
    protected AssemblerRegisterZMM LowNibbles { get; private set; }

    /// <inheritdoc/>
    protected override void WriteConstants()
    {
        LowNibbles = Constant(0x0F0F0F0F);
        _six = Constant(0x3F3F3F3F);
    }

    /// <summary>Unpacks the block's scales and minimums as far as bytes: those of groups 0 to 3 and of groups 4 to 7.</summary>
    protected void BeginBlock()
    {
        AssemblerRegisterZMM[] head = Narrow(0);
        _scale = Take();
        _minimum = head[0];
        Assembler.vmovdqa32(_scale, head[0]);
        Assembler.vpsrld(_minimum, _minimum, 16);
        Widen(_scale);
        Widen(_minimum);
        _scales[1] = Take();
        Assembler.vpsrld(_scales[1], head[1], 2);
        Assembler.vpandd(_scales[1], _scales[1], _six);
        Assembler.vpandnd(_scales[1], LowNibbles, _scales[1]);
        _minimums[1] = Take();
        Assembler.vpsrld(_minimums[1], head[2], 2);
        Assembler.vpandd(_minimums[1], _minimums[1], _six);
        Assembler.vpandnd(_minimums[1], LowNibbles, _minimums[1]);
        _scales[0] = head[1];
        Assembler.vpandd(_scales[0], head[1], _six);
        _minimums[0] = head[2];
        Assembler.vpandd(_minimums[0], head[2], _six);
        AssemblerRegisterZMM high = Take();
        Assembler.vpsrld(high, head[3], 4);
        Assembler.vpandd(high, high, LowNibbles);
        Assembler.vpord(_minimums[1], _minimums[1], high);
        Assembler.vpandd(head[3], head[3], LowNibbles);
        Assembler.vpord(_scales[1], _scales[1], head[3]);
        Give(head[3], high);
    }

    /// <summary>Brings a group into the running sums.</summary>
    protected void EndGroup(AssemblerRegisterZMM[] dots, int group)
    {
        AssemblerRegisterZMM factor = Take();
        UnsignedByte(factor, _scales[group / 4], group % 4);
        Assembler.vcvtdq2ps(factor, factor);
        Assembler.vmulps(factor, factor, _scale);
        AddGroup(dots, factor, group);
        UnsignedByte(factor, _minimums[group / 4], group % 4);
        Assembler.vcvtdq2ps(factor, factor);
        Assembler.vmulps(factor, factor, _minimum);
        AddMinimum(factor, group);
        Give(factor);
    }

    /// <summary>Gives the block's registers back.</summary>
    protected void EndBlock()
    {
        Give(_scales);
        Give(_minimums);
        Give(_scale, _minimum);
    }
}
