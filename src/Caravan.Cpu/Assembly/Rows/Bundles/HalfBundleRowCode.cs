// Interleaved types of small blocks in an assembled row product.
using Iced.Intel;

namespace Caravan.Cpu.Assembly.Rows.Bundles;

/// <summary>Blocks of 32 elements of nibbles begin with a half-precision scale of each row.</summary>
internal abstract class HalfBundleRowCode(Assembler assembler, RowSink sink) : NibbleBundleRowCode(assembler, sink)
{
    /// <inheritdoc/>
    internal sealed override int BlockElements => 32;

    /// <inheritdoc/>
    internal sealed override int GroupElements => 32;

    /// <inheritdoc/>
    protected sealed override void EndGroup(AssemblerRegisterZMM[] dots, int group)
    {
        AssemblerRegisterZMM scale = HalfLanes(0);
        AddGroup(dots, scale, group);
        Give(scale);
    }
}
