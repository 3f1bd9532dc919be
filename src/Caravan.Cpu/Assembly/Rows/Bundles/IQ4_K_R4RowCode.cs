// IQ4_K_R4 in an assembled row product.
using Caravan.Tensors.Codebooks;
using Iced.Intel;

namespace Caravan.Cpu.Assembly.Rows.Bundles;

/// <summary><c>{ half d[4]; byte raised[8]; byte sh[16]; byte sl[32]; byte q[512] }</c>: nibbles are levels.</summary>
internal sealed class IQ4_K_R4RowCode(Assembler assembler, RowSink sink) : RaisedBundleRowCode(assembler, sink)
{
    /// <inheritdoc/>
    internal override int BlockBytes => 576;

    /// <inheritdoc/>
    protected override int NibbleOffset => 64;

    /// <inheritdoc/>
    protected override ReadOnlySpan<sbyte> LevelValues => IQ4Levels.Values;

    /// <inheritdoc/>
    protected override int LevelShift => NonLinearLevels.IQ4Shift;
}
