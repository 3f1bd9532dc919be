// Q8_K_R8 in an assembled row product.
using Iced.Intel;

namespace Caravan.Cpu.Assembly.Rows.Bundles;

/// <summary><c>{ half d[8]; sbyte q[2048] }</c>: a line for every lane, one scale for 256 elements.</summary>
internal sealed class Q8_K_R8RowCode(Assembler assembler, RowSink sink) : ByteBundleRowCode(assembler, sink)
{
    /// <inheritdoc/>
    internal override int BlockElements => 256;

    /// <inheritdoc/>
    internal override int BlockBytes => 2064;

    /// <inheritdoc/>
    protected override int QuantOffset => 16;
}
