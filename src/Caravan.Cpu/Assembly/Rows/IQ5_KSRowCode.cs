// IQ5_KS in an assembled row product.
using Caravan.Tensors.Codebooks;
using Iced.Intel;

namespace Caravan.Cpu.Assembly.Rows;

/// <summary><c>{ byte s[8]; byte low[128]; byte high[32] }</c>: nibbles and fifth bits as in Q5_K.</summary>
/// <param name="assembler">Receives the instructions.</param>
/// <param name="sink">Takes unpacked quants.</param>
/// <param name="permutesBytes">Whether the processor permutes the bytes of a register.</param>
internal sealed class IQ5_KSRowCode(Assembler assembler, RowSink sink, bool permutesBytes)
    : ScaleByteRowCode(assembler, sink)
{
    private const int QuantOffset = 8;
    private const int BitOffset = 136;

    /// <inheritdoc/>
    internal override int BlockBytes => 168;

    /// <inheritdoc/>
    protected override int ShiftOfSum => 6;

    /// <inheritdoc/>
    protected override void WriteConstants()
    {
        base.WriteConstants();
        WriteFiveBitConstants(NonLinearLevels.IQ5, permutesBytes);
    }

    /// <inheritdoc/>
    protected override void WriteBlock()
    {
        PutAside(Wide(BitOffset), 0);
        AssemblerRegisterZMM[] head = Narrow(0);
        Give(head[2], head[3]);
        for (int group = 0; group < 8; group += 2)
        {
            AssemblerRegisterZMM[] words = Wide(QuantOffset + (group * 16));
            WriteGroup(words, head, group);
            WriteGroup(words, head, group + 1);
            Give(words);
        }

        Give(head[0], head[1]);
    }

    private void WriteGroup(AssemblerRegisterZMM[] words, AssemblerRegisterZMM[] head, int group)
    {
        AssemblerRegisterZMM[] dots = BeginGroup(head[group / 4], group % 4, group);
        AddFive(dots, words, 0, group, group * 32);
        EndGroup(dots, head[group / 4], group % 4, group);
    }
}
