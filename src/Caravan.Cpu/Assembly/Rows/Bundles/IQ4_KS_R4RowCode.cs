// IQ4_KS_R4 in an assembled row product.
using Caravan.Tensors.Codebooks;
using Iced.Intel;

namespace Caravan.Cpu.Assembly.Rows.Bundles;

/// <summary>After the scales <c>byte q[512]</c>: nibbles are levels.</summary>
internal sealed class IQ4_KS_R4RowCode(Assembler assembler, RowSink sink) : EvenByteBundleRowCode(assembler, sink)
{
    /// <inheritdoc/>
    internal override int BlockBytes => 544;

    /// <inheritdoc/>
    protected override ReadOnlySpan<sbyte> LevelValues => IQ4Levels.Values;

    /// <inheritdoc/>
    protected override int LevelShift => NonLinearLevels.IQ4Shift;
}
