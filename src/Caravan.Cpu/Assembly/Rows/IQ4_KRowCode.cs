// IQ4_K in an assembled row product.
using Iced.Intel;

namespace Caravan.Cpu.Assembly.Rows;

/// <summary>After the head <c>byte q[128]</c>: of each sixteen bytes the low nibbles are one group, the high ones the next.</summary>
internal sealed class IQ4_KRowCode(Assembler assembler, RowSink sink) : SixBitOffsetRowCode(assembler, sink)
{
    private const int QuantOffset = 16;

    /// <inheritdoc/>
    internal override int BlockBytes => 144;

    /// <inheritdoc/>
    protected override int ShiftOfSum => 5;

    /// <inheritdoc/>
    protected override void WriteBlock()
    {
        BeginBlock();
        for (int group = 0; group < 16; group += 4)
        {
            AssemblerRegisterZMM[] words = Wide(QuantOffset + (group * 8));
            for (int i = 0; i < 2; i++)
            {
                ReadOnlySpan<AssemblerRegisterZMM> four = words.AsSpan(4 * i, 4);
                int even = group + (2 * i);
                AssemblerRegisterZMM[] dots = BeginGroup(even);
                AddLow(dots, four, even * 16);
                EndGroup(dots, even);
                dots = BeginGroup(even + 1);
                AddHigh(dots, four, (even * 16) + 16);
                EndGroup(dots, even + 1);
            }
        }

        EndBlock();
    }
}
