// Q8_KV_R8 in an assembled row product.
using Iced.Intel;

namespace Caravan.Cpu.Assembly.Rows.Bundles;

/// <summary>A bundle begins with eight floats, one scale for each whole row; then come lines of signed bytes.</summary>
internal sealed class Q8_KV_R8RowCode(Assembler assembler, RowSink sink) : ByteBundleRowCode(assembler, sink)
{
    /// <inheritdoc/>
    internal override int BlockElements => 32;

    /// <inheritdoc/>
    internal override int BlockBytes => 256;

    /// <inheritdoc/>
    protected override int QuantOffset => 0;

    /// <inheritdoc/>
    protected override bool HasHeads => true;

    /// <inheritdoc/>
    protected override void WriteHeads() => Scale = Line(0);

    /// <inheritdoc/>
    protected override void BeginBlock() { }

    /// <inheritdoc/>
    protected override void EndBlock() { }
}
