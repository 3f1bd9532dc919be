// IQ2_BN in an assembled row product.
using Iced.Intel;

namespace Caravan.Cpu.Assembly.Rows;

/// <summary>
/// Rows begin with a float; pair p of byte j of a block's sixteen is element <c>16 * p + j</c>, too large by 1: a group is two planes.
/// </summary>
internal sealed class IQ2_BNRowCode(Assembler assembler, RowSink sink) : PlaneRowCode(assembler, sink)
{
    private AssemblerRegisterZMM _scale;

    /// <inheritdoc/>
    internal override int BlockElements => 64;

    /// <inheritdoc/>
    internal override int BlockBytes => 16;

    /// <inheritdoc/>
    internal override int GroupElements => 32;

    /// <inheritdoc/>
    protected override bool HasHeads => true;

    /// <inheritdoc/>
    protected override void WriteHeads() => _scale = Singles(0);

    /// <inheritdoc/>
    protected override void WriteBlock()
    {
        AssemblerRegisterZMM[] words = Narrow(0);
        AddTwoPlanes(words, 0, _scale, 0);
        AddTwoPlanes(words, 2, _scale, 1);
        Give(words);
    }
}
