// Q4_0_R8 in an assembled row product.
using Iced.Intel;

namespace Caravan.Cpu.Assembly.Rows.Bundles;

/// <summary><c>{ half d[8]; byte q[128] }</c>: high nibbles are elements 16 on; quants are all too large by 8.</summary>
internal sealed class Q4_0_R8RowCode(Assembler assembler, RowSink sink) : HalfBundleRowCode(assembler, sink)
{
    /// <inheritdoc/>
    internal override int BlockBytes => 144;

    /// <inheritdoc/>
    protected override int BundleRows => 8;

    /// <inheritdoc/>
    protected override int NibbleOffset => 16;

    /// <inheritdoc/>
    protected override ReadOnlySpan<int> LowLanes => [0, 1, 2, 3];

    /// <inheritdoc/>
    protected override int HighDistance => 4;
}
