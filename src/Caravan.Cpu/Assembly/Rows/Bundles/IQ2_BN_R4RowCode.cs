// IQ2_BN_R4 in an assembled row product.
using Iced.Intel;

namespace Caravan.Cpu.Assembly.Rows.Bundles;

/// <summary>A bundle begins with a float of each row, then come lines of pairs; quants are all too large by 1.</summary>
internal sealed class IQ2_BN_R4RowCode(Assembler assembler, RowSink sink) : PairBundleRowCode(assembler, sink)
{
    /// <inheritdoc/>
    internal override int BlockElements => 64;

    /// <inheritdoc/>
    internal override int BlockBytes => 64;

    /// <inheritdoc/>
    internal override int GroupElements => 32;

    /// <inheritdoc/>
    protected override int PairOffset => 0;

    /// <inheritdoc/>
    protected override bool HasHeads => true;

    /// <inheritdoc/>
    protected override void WriteHeads() => Scale = Line(0);

    /// <inheritdoc/>
    protected override void BeginBlock() { }

    /// <inheritdoc/>
    protected override void EndBlock() { }

    /// <inheritdoc/>
    protected override void EndGroup(AssemblerRegisterZMM[] dots, int group) => AddGroup(dots, Scale, group);
}
