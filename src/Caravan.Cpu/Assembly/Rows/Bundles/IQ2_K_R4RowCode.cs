// IQ2_K_R4 in an assembled row product.
using Caravan.Tensors.Codebooks;
using Iced.Intel;

namespace Caravan.Cpu.Assembly.Rows.Bundles;

/// <summary><c>{ half d[4]; byte raised[8]; byte s[32]; byte q[256] }</c>: pairs are levels, raised as in IQ4_K_R4; scales are nibbles, too large by 8.</summary>
internal sealed class IQ2_K_R4RowCode(Assembler assembler, RowSink sink) : PairBundleRowCode(assembler, sink)
{
    private const int RaisedOffset = 8;
    private const int NumberOffset = 16;
    private const int ByteGroups = 8;

    private AssemblerRegisterZMM _nibble;
    private AssemblerRegisterZMM _eight;

    /// <inheritdoc/>
    internal override int BlockBytes => 304;

    /// <inheritdoc/>
    protected override int PairOffset => 48;

    /// <inheritdoc/>
    protected override ReadOnlySpan<sbyte> LevelValues => NonLinearLevels.IQ2;

    /// <inheritdoc/>
    protected override int LevelShift => NonLinearLevels.IQ2Shift;

    /// <inheritdoc/>
    protected override void WriteConstants()
    {
        base.WriteConstants();
        _nibble = Constant(0x0F);
        _eight = Constant(8);
    }

    /// <inheritdoc/>
    protected override void BeginGroup(int part, int lane) => MarkRaised(RaisedOffset + lane, part);

    /// <inheritdoc/>
    protected override void EndGroup(AssemblerRegisterZMM[] dots, int group)
    {
        AssemblerRegisterZMM number = ByteLanes(NumberOffset + (group % ByteGroups * BundleRows));
        if (group >= ByteGroups)
        {
            Assembler.vpsrld(number, number, 4);
        }

        Assembler.vpandd(number, number, _nibble);
        Assembler.vpsubd(number, number, _eight);
        EndGroup(dots, number, Scale, group);
    }
}
