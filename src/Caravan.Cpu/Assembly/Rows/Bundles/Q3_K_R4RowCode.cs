// Q3_K_R4 in an assembled row product.
using Iced.Intel;

namespace Caravan.Cpu.Assembly.Rows.Bundles;

/// <summary><c>{ half d[4]; byte sh[16]; byte sl[32]; byte third[128]; byte q[256] }</c>: quants are all too large by 4, scales by 32.</summary>
internal sealed class Q3_K_R4RowCode(Assembler assembler, RowSink sink) : ThirdBitBundleRowCode(assembler, sink)
{
    private const int PairsOffset = 8;
    private const int NumberOffset = 24;
    private const int NibbleGroups = 8;
    private const int PairGroups = 4;

    /// <inheritdoc/>
    internal override int BlockBytes => 440;

    /// <inheritdoc/>
    protected override int ThirdOffset => 56;

    /// <inheritdoc/>
    protected override int PairOffset => 184;

    /// <inheritdoc/>
    protected override void WriteConstants()
    {
        base.WriteConstants();
        WriteNumberConstants();
    }

    /// <inheritdoc/>
    protected override void EndGroup(AssemblerRegisterZMM[] dots, int group) =>
        EndGroup(dots, OffsetNumber(NumberOffset, NibbleGroups, PairsOffset, PairGroups, group), Scale, group);
}
