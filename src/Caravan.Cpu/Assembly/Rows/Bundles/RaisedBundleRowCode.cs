// What IQ4_K_R4 and IQ5_K_R4 have in common in an assembled row product.
using Iced.Intel;

namespace Caravan.Cpu.Assembly.Rows.Bundles;

/// <summary>
/// Blocks begin with <c>{ half d[4]; byte raised[8]; byte sh[16]; byte sl[32] }</c>: bit p of <c>raised[4 * h + row]</c> raises the levels of half h of
/// part p; scales have a nibble and a pair, too large by 32.
/// </summary>
internal abstract class RaisedBundleRowCode(Assembler assembler, RowSink sink) : NibbleBundleRowCode(assembler, sink)
{
    private const int RaisedOffset = 8;
    private const int PairOffset = 16;
    private const int NumberOffset = 32;
    private const int NibbleGroups = 8;
    private const int PairGroups = 4;

    private AssemblerRegisterZMM _scale;

    /// <inheritdoc/>
    internal sealed override int BlockElements => 256;

    /// <inheritdoc/>
    internal sealed override int GroupElements => 16;

    /// <inheritdoc/>
    protected override void WriteConstants()
    {
        base.WriteConstants();
        WriteNumberConstants();
    }

    /// <inheritdoc/>
    protected sealed override void BeginBlock() => _scale = HalfLanes(0);

    /// <inheritdoc/>
    protected sealed override void EndBlock() => Give(_scale);

    /// <inheritdoc/>
    protected sealed override void BeginGroup(int part, int lane) => MarkRaised(RaisedOffset + lane, part);

    /// <inheritdoc/>
    protected sealed override void EndGroup(AssemblerRegisterZMM[] dots, int group) =>
        EndGroup(dots, OffsetNumber(NumberOffset, NibbleGroups, PairOffset, PairGroups, group), _scale, group);
}
