// Q2_K_R4 in an assembled row product.
using Iced.Intel;

namespace Caravan.Cpu.Assembly.Rows.Bundles;

/// <summary><c>{ half d[4]; half m[4]; byte sm[64]; byte q[256] }</c>: a scale and a minimum, nibbles of a byte, for each group and row.</summary>
internal sealed class Q2_K_R4RowCode(Assembler assembler, RowSink sink) : PairBundleRowCode(assembler, sink)
{
    private const int MinimumOffset = 8;
    private const int NumberOffset = 16;

    private AssemblerRegisterZMM _nibble;
    private AssemblerRegisterZMM _minimum;

    /// <inheritdoc/>
    internal override int BlockBytes => 336;

    /// <inheritdoc/>
    internal override bool HasMinimum => true;

    /// <inheritdoc/>
    protected override int PairOffset => 80;

    /// <inheritdoc/>
    protected override void WriteConstants()
    {
        base.WriteConstants();
        _nibble = Constant(0x0F);
    }

    /// <inheritdoc/>
    protected override void BeginBlock()
    {
        base.BeginBlock();
        _minimum = HalfLanes(MinimumOffset);
    }

    /// <inheritdoc/>
    protected override void EndBlock()
    {
        base.EndBlock();
        Give(_minimum);
    }

    /// <inheritdoc/>
    protected override void EndGroup(AssemblerRegisterZMM[] dots, int group)
    {
        AssemblerRegisterZMM minimum = ByteLanes(NumberOffset + (group * BundleRows));
        AssemblerRegisterZMM number = Take();
        Assembler.vpandd(number, minimum, _nibble);
        EndGroup(dots, number, Scale, group);
        Assembler.vpsrld(minimum, minimum, 4);
        Assembler.vcvtdq2ps(minimum, minimum);
        Assembler.vmulps(minimum, minimum, _minimum);
        AddMinimum(minimum, group);
        Give(minimum);
    }
}
