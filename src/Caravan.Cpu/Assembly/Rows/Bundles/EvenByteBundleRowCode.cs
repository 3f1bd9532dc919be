// What IQ4_KS_R4 and IQ5_KS_R4 have in common in an assembled row product.
using Iced.Intel;

namespace Caravan.Cpu.Assembly.Rows.Bundles;

/// <summary>
/// A bundle begins with a float of each row, blocks with a byte for each part and row: its lowest bit raises levels, the byte without it, less 127, is the
/// scale.
/// </summary>
internal abstract class EvenByteBundleRowCode(Assembler assembler, RowSink sink) : NibbleBundleRowCode(assembler, sink)
{
    private AssemblerRegisterZMM _even;
    private AssemblerRegisterZMM _offset;
    private AssemblerRegisterZMM _scale;

    /// <inheritdoc/>
    internal sealed override int BlockElements => 256;

    /// <inheritdoc/>
    internal sealed override int GroupElements => 32;

    /// <inheritdoc/>
    protected sealed override int NibbleOffset => 32;

    /// <inheritdoc/>
    protected sealed override bool HasHeads => true;

    /// <inheritdoc/>
    protected override void WriteConstants()
    {
        base.WriteConstants();
        _even = Constant(0xFE);
        _offset = Constant(127);
    }

    /// <inheritdoc/>
    protected sealed override void WriteHeads() => _scale = Line(0);

    /// <inheritdoc/>
    protected sealed override void BeginGroup(int part, int lane) => MarkRaised(part * BundleRows, 0);

    /// <inheritdoc/>
    protected sealed override void EndGroup(AssemblerRegisterZMM[] dots, int group)
    {
        AssemblerRegisterZMM number = ByteLanes(group * BundleRows);
        Assembler.vpandd(number, number, _even);
        Assembler.vpsubd(number, number, _offset);
        EndGroup(dots, number, _scale, group);
    }
}
