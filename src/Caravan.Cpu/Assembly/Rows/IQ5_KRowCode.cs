// IQ5_K in an assembled row product.
using Caravan.Tensors.Codebooks;
using Iced.Intel;

namespace Caravan.Cpu.Assembly.Rows;

/// <summary>After the head <c>{ byte low[128]; byte high[32] }</c>: nibbles and fifth bits as in Q5_K.</summary>
/// <param name="assembler">Receives the instructions.</param>
/// <param name="sink">Takes unpacked quants.</param>
/// <param name="permutesBytes">Whether the processor permutes the bytes of a register.</param>
internal sealed class IQ5_KRowCode(Assembler assembler, RowSink sink, bool permutesBytes)
    : SixBitOffsetRowCode(assembler, sink)
{
    private const int QuantOffset = 16;
    private const int BitOffset = 144;

    /// <inheritdoc/>
    internal override int BlockBytes => 176;

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
        BeginBlock();
        for (int run = 0; run < 8; run += 2)
        {
            AssemblerRegisterZMM[] words = Wide(QuantOffset + (run * 16));
            WriteRun(words, run);
            WriteRun(words, run + 1);
            Give(words);
        }

        EndBlock();
    }

    private void WriteRun(AssemblerRegisterZMM[] words, int run)
    {
        for (int half = 0; half < 2; half++)
        {
            int group = (2 * run) + half;
            AssemblerRegisterZMM[] dots = BeginGroup(group);
            AddFive(dots, words.AsSpan(4 * half, 4), 4 * half, run, group * 16);
            EndGroup(dots, group);
        }
    }
}
