// Q4_K_R4 in an assembled row product.
using Iced.Intel;

namespace Caravan.Cpu.Assembly.Rows.Bundles;

/// <summary>After the scales <c>byte q[512]</c>.</summary>
internal sealed class Q4_K_R4RowCode(Assembler assembler, RowSink sink) : SixBitBundleRowCode(assembler, sink)
{
    /// <inheritdoc/>
    internal override int BlockBytes => 576;

    /// <inheritdoc/>
    protected override int NibbleOffset => 64;
}
