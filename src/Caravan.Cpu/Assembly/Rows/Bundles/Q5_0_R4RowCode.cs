// Q5_0_R4 in an assembled row product.
using Iced.Intel;

namespace Caravan.Cpu.Assembly.Rows.Bundles;

/// <summary><c>{ half d[4]; byte fifth[16]; byte q[64] }</c>: quants are all too large by 16.</summary>
internal sealed class Q5_0_R4RowCode(Assembler assembler, RowSink sink) : HalfBundleRowCode(assembler, sink)
{
    /// <inheritdoc/>
    internal override int BlockBytes => 88;

    /// <inheritdoc/>
    protected override int NibbleOffset => 24;

    /// <inheritdoc/>
    protected override int? FifthOffset => 8;

    /// <inheritdoc/>
    protected override ReadOnlySpan<int> FifthBits => [0, 2, 4, 6, 1, 3, 5, 7];
}
