// MXFP4 in an assembled row product.
using Caravan.Tensors.Codebooks;
using Iced.Intel;

namespace Caravan.Cpu.Assembly.Rows;

/// <summary><c>{ byte e; byte q[16] }</c>: doubled levels, and half of <c>2^(e - 127)</c>.</summary>
internal sealed class MXFP4RowCode(Assembler assembler, RowSink sink) : LevelRowCode(assembler, sink)
{
    private AssemblerRegisterZMM _byte;
    private AssemblerRegisterZMM _bias;
    private AssemblerRegisterZMM _one;

    /// <inheritdoc/>
    internal override int BlockElements => 32;

    /// <inheritdoc/>
    internal override int BlockBytes => 17;

    /// <inheritdoc/>
    internal override int GroupElements => 32;

    /// <inheritdoc/>
    protected override ReadOnlySpan<sbyte> NibbleLevels => E2M1Levels.Doubled;

    /// <inheritdoc/>
    protected override void WriteConstants()
    {
        base.WriteConstants();
        _byte = Constant(0xFF);
        _bias = Constant(128);
        _one = Constant(BitConverter.SingleToUInt32Bits(1));
    }

    /// <inheritdoc/>
    protected override void WriteBlock()
    {
        AssemblerRegisterZMM[] words = Narrow(1);
        AssemblerRegisterZMM[] dots = ZeroDots(0);
        AddLow(dots, words, 0);
        AddHigh(dots, words, 16);
        AssemblerRegisterZMM scale = Leading(0, 1)[0];
        Assembler.vpandd(scale, scale, _byte);
        Assembler.vpsubd(scale, scale, _bias);
        Assembler.vcvtdq2ps(scale, scale);
        Assembler.vscalefps(scale, _one, scale);
        AddGroup(dots, scale, 0);
        Give(scale);
    }
}
