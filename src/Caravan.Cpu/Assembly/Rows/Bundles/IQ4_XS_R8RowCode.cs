// IQ4_XS_R8 in an assembled row product.
using Caravan.Tensors.Codebooks;
using Iced.Intel;

namespace Caravan.Cpu.Assembly.Rows.Bundles;

/// <summary><c>{ half d[8]; byte sh[16]; byte sl[32]; byte q[1024] }</c>: nibbles are levels, high ones the next four elements; scales have a nibble and a pair, too large by 32.</summary>
internal sealed class IQ4_XS_R8RowCode(Assembler assembler, RowSink sink) : NibbleBundleRowCode(assembler, sink)
{
    private const int PairOffset = 16;
    private const int NumberOffset = 32;
    private const int NibbleGroups = 4;
    private const int PairGroups = 2;

    private AssemblerRegisterZMM _scale;

    /// <inheritdoc/>
    internal override int BlockElements => 256;

    /// <inheritdoc/>
    internal override int BlockBytes => 1088;

    /// <inheritdoc/>
    internal override int GroupElements => 32;

    /// <inheritdoc/>
    protected override int BundleRows => 8;

    /// <inheritdoc/>
    protected override int NibbleOffset => 64;

    /// <inheritdoc/>
    protected override ReadOnlySpan<int> LowLanes => [0, 2, 4, 6];

    /// <inheritdoc/>
    protected override int HighDistance => 1;

    /// <inheritdoc/>
    protected override ReadOnlySpan<sbyte> LevelValues => IQ4Levels.Values;

    /// <inheritdoc/>
    protected override void WriteConstants()
    {
        base.WriteConstants();
        WriteNumberConstants();
    }

    /// <inheritdoc/>
    protected override void BeginBlock() => _scale = HalfLanes(0);

    /// <inheritdoc/>
    protected override void EndBlock() => Give(_scale);

    /// <inheritdoc/>
    protected override void EndGroup(AssemblerRegisterZMM[] dots, int group) =>
        EndGroup(dots, OffsetNumber(NumberOffset, NibbleGroups, PairOffset, PairGroups, group), _scale, group);
}
