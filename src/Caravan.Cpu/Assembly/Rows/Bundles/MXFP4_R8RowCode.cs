// MXFP4_R8 in an assembled row product.
using Caravan.Tensors.Codebooks;
using Iced.Intel;

namespace Caravan.Cpu.Assembly.Rows.Bundles;

/// <summary><c>{ byte e[8]; byte q[128] }</c>: doubled levels in the order of Q4_0_R8, and half of <c>2^(e - 127)</c>.</summary>
internal sealed class MXFP4_R8RowCode(Assembler assembler, RowSink sink) : NibbleBundleRowCode(assembler, sink)
{
    private AssemblerRegisterZMM _bias;
    private AssemblerRegisterZMM _one;

    /// <inheritdoc/>
    internal override int BlockElements => 32;

    /// <inheritdoc/>
    internal override int BlockBytes => 136;

    /// <inheritdoc/>
    internal override int GroupElements => 32;

    /// <inheritdoc/>
    protected override int BundleRows => 8;

    /// <inheritdoc/>
    protected override int NibbleOffset => 8;

    /// <inheritdoc/>
    protected override ReadOnlySpan<int> LowLanes => [0, 1, 2, 3];

    /// <inheritdoc/>
    protected override int HighDistance => 4;

    /// <inheritdoc/>
    protected override ReadOnlySpan<sbyte> LevelValues => E2M1Levels.Doubled;

    /// <inheritdoc/>
    protected override void WriteConstants()
    {
        base.WriteConstants();
        _bias = Constant(128);
        _one = Constant(BitConverter.SingleToUInt32Bits(1));
    }

    /// <inheritdoc/>
    protected override void EndGroup(AssemblerRegisterZMM[] dots, int group)
    {
        AssemblerRegisterZMM scale = ByteLanes(0);
        Assembler.vpsubd(scale, scale, _bias);
        Assembler.vcvtdq2ps(scale, scale);
        Assembler.vscalefps(scale, _one, scale);
        AddGroup(dots, scale, group);
        Give(scale);
    }
}
