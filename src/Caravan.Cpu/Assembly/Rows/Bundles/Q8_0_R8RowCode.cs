// Q8_0_R8 in an assembled row product.
using Iced.Intel;

namespace Caravan.Cpu.Assembly.Rows.Bundles;

/// <summary><c>{ half d[8]; sbyte q[256] }</c>: a line for every lane.</summary>
internal sealed class Q8_0_R8RowCode(Assembler assembler, RowSink sink) : ByteBundleRowCode(assembler, sink)
{
    /// <inheritdoc/>
    internal override int BlockElements => 32;

    /// <inheritdoc/>
    internal override int BlockBytes => 272;

    /// <inheritdoc/>
    protected override int QuantOffset => 16;
}
