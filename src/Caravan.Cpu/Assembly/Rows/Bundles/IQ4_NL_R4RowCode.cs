// IQ4_NL_R4 in an assembled row product.
using Caravan.Tensors.Codebooks;
using Iced.Intel;

namespace Caravan.Cpu.Assembly.Rows.Bundles;

/// <summary><c>{ half d[4]; byte q[64] }</c>: nibbles are levels.</summary>
internal sealed class IQ4_NL_R4RowCode(Assembler assembler, RowSink sink) : HalfBundleRowCode(assembler, sink)
{
    /// <inheritdoc/>
    internal override int BlockBytes => 72;

    /// <inheritdoc/>
    protected override int NibbleOffset => 8;

    /// <inheritdoc/>
    protected override ReadOnlySpan<sbyte> LevelValues => IQ4Levels.Values;
}
