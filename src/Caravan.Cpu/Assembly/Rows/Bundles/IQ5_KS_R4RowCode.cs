// IQ5_KS_R4 in an assembled row product.
using Caravan.Tensors.Codebooks;
using Iced.Intel;

namespace Caravan.Cpu.Assembly.Rows.Bundles;

/// <summary>As IQ4_KS_R4, and after the nibbles a line of fifth bits for each part. Needs a processor that permutes bytes.</summary>
internal sealed class IQ5_KS_R4RowCode(Assembler assembler, RowSink sink) : EvenByteBundleRowCode(assembler, sink)
{
    /// <inheritdoc/>
    internal override int BlockBytes => 672;

    /// <inheritdoc/>
    protected override ReadOnlySpan<sbyte> LevelValues => NonLinearLevels.IQ5;

    /// <inheritdoc/>
    protected override int LevelShift => NonLinearLevels.IQ5Shift;

    /// <inheritdoc/>
    protected override int? FifthOffset => 544;

    /// <inheritdoc/>
    protected override ReadOnlySpan<int> FifthBits => [0, 4, 1, 5, 2, 6, 3, 7];
}
