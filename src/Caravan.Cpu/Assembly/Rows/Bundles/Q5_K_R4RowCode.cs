// Q5_K_R4 in an assembled row product.
using Iced.Intel;

namespace Caravan.Cpu.Assembly.Rows.Bundles;

/// <summary>After the scales <c>{ byte fifth[128]; byte q[512] }</c>: a line of fifth bits for each part.</summary>
internal sealed class Q5_K_R4RowCode(Assembler assembler, RowSink sink) : SixBitBundleRowCode(assembler, sink)
{
    /// <inheritdoc/>
    internal override int BlockBytes => 704;

    /// <inheritdoc/>
    protected override int NibbleOffset => 192;

    /// <inheritdoc/>
    protected override int? FifthOffset => 64;

    /// <inheritdoc/>
    protected override ReadOnlySpan<int> FifthBits => [0, 2, 1, 3, 4, 6, 5, 7];
}
