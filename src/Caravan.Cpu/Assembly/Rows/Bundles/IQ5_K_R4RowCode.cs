// IQ5_K_R4 in an assembled row product.
using Caravan.Cpu.Kernels.MatMul.Bundles;
using Caravan.Tensors.Codebooks;
using Iced.Intel;

namespace Caravan.Cpu.Assembly.Rows.Bundles;

/// <summary>As IQ4_K_R4, and after the nibbles a line of fifth bits for each part. Needs a processor that permutes bytes.</summary>
internal sealed class IQ5_K_R4RowCode(Assembler assembler, RowSink sink) : RaisedBundleRowCode(assembler, sink)
{
    private const int FifthOffset = 576;

    private AssemblerRegisterZMM _mask;
    private AssemblerRegisterZMM _fifth;

    /// <inheritdoc/>
    internal override int BlockBytes => 704;

    /// <inheritdoc/>
    protected override int NibbleOffset => 64;

    /// <inheritdoc/>
    protected override ReadOnlySpan<sbyte> LevelValues => NonLinearLevels.IQ5;

    /// <inheritdoc/>
    protected override int LevelShift => NonLinearLevels.IQ5Shift;

    /// <inheritdoc/>
    protected override void WriteConstants()
    {
        base.WriteConstants();
        _mask = Constant(0x10101010);
    }

    /// <inheritdoc/>
    protected override void BeginPart(int part) => _fifth = Line(FifthOffset + (part * LineBytes));

    /// <inheritdoc/>
    protected override void EndPart() => Give(_fifth);

    /// <inheritdoc/>
    protected override void AddHighBits(AssemblerRegisterZMM codes, int lane) =>
        AddBits(codes, _fifth, FourRowQuads.BitOfIQ5(lane), 4, _mask);
}
