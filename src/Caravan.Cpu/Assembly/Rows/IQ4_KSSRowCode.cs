// IQ4_KSS in an assembled row product.
using Iced.Intel;

namespace Caravan.Cpu.Assembly.Rows;

/// <summary>
/// Eight words of 16 bits a group: their lowest bits are its s, the first word's the lowest, the rest, exclusive-or its half, are nibbles
/// as in <see cref="IQ4_KSRowCode"/>.
/// </summary>
internal sealed class IQ4_KSSRowCode(Assembler assembler, RowSink sink) : ScaleByteRowCode(assembler, sink)
{
    // Truth table: the first, or the second where the third is set.
    private const byte OrMasked = 0xF8;

    private AssemblerRegisterZMM _lowest;

    /// <inheritdoc/>
    internal override int BlockBytes => 128;

    /// <inheritdoc/>
    protected override int ShiftOfSum => 5;

    /// <inheritdoc/>
    protected override void WriteConstants()
    {
        base.WriteConstants();
        _lowest = Constant(0x00010001);
    }

    /// <inheritdoc/>
    protected override void WriteBlock()
    {
        for (int group = 0; group < 8; group += 2)
        {
            AssemblerRegisterZMM[] words = Wide(group * 16);
            WriteGroup(words.AsSpan(0, 4), group);
            WriteGroup(words.AsSpan(4, 4), group + 1);
        }
    }

    private void WriteGroup(ReadOnlySpan<AssemblerRegisterZMM> words, int group)
    {
        AssemblerRegisterZMM scale = Take();
        AssemblerRegisterZMM half = Take();
        Assembler.vpandd(scale, words[3], _lowest);
        for (int i = 2; i >= 0; i--)
        {
            Assembler.vpslld(scale, scale, 2);
            Assembler.vpternlogd(scale, words[i], _lowest, OrMasked);
        }

        // Bits of even words are now 0, 2, 4 and 6, those of odd ones 16 to 22.
        Assembler.vpsrld(half, scale, 15);
        Assembler.vpord(scale, scale, half);
        foreach (AssemblerRegisterZMM word in words)
        {
            Assembler.vpandnd(word, _lowest, word);
            Assembler.vpsrld(half, word, 1);
            Assembler.vpxord(word, word, half);
        }

        Give(half);
        AssemblerRegisterZMM[] dots = BeginGroup(scale, 0, group);
        AddLow(dots, words, group * 32);
        AddHigh(dots, words, (group * 32) + 16);
        EndGroup(dots, scale, 0, group);
        Give(scale);
    }
}
