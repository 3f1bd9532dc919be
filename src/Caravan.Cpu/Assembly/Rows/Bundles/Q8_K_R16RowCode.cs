// Q8_K_R16 in an assembled row product.
using Iced.Intel;

namespace Caravan.Cpu.Assembly.Rows.Bundles;

/// <summary><c>{ half d[16]; byte q[4096] }</c>: a line for every lane, one scale for 256 elements; quants are all too large by 128.</summary>
internal sealed class Q8_K_R16RowCode(Assembler assembler, RowSink sink) : ByteBundleRowCode(assembler, sink)
{
    /// <inheritdoc/>
    internal override int BlockElements => 256;

    /// <inheritdoc/>
    internal override int BlockBytes => 4128;

    /// <inheritdoc/>
    protected override int BundleRows => Rows;

    /// <inheritdoc/>
    protected override bool IsSigned => false;

    /// <inheritdoc/>
    protected override int QuantOffset => 32;
}
