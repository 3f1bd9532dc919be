// TQ2_0 in an assembled row product.
using Iced.Intel;

namespace Caravan.Cpu.Assembly.Rows;

/// <summary><c>{ byte q[64]; half d }</c>: each half of q has four runs of 32 elements, all too large by 1.</summary>
internal sealed class TQ2_0RowCode(Assembler assembler, RowSink sink) : PlaneRowCode(assembler, sink)
{
    private const int ScaleOffset = 64;

    /// <inheritdoc/>
    internal override int BlockElements => 256;

    /// <inheritdoc/>
    internal override int BlockBytes => 66;

    /// <inheritdoc/>
    internal override int GroupElements => 32;

    /// <inheritdoc/>
    protected override void WriteBlock()
    {
        AssemblerRegisterZMM scale = Numbers(ScaleOffset);
        for (int half = 0; half < 2; half++)
        {
            AssemblerRegisterZMM[] words = Wide(half * 32);
            for (int plane = 0; plane < Planes; plane++)
            {
                int group = (half * Planes) + plane;
                AssemblerRegisterZMM[] dots = Dots();
                AddPlane(dots, words, plane, group * GroupElements);
                EndPlane(dots, plane, group);
                AddGroup(dots, scale, group);
                FetchAhead(Rows * BlockBytes * (group + 1) / 8);
            }

            Give(words);
        }

        Give(scale);
    }
}
