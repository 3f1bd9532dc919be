// Q5_K in an assembled row product.
using Iced.Intel;

namespace Caravan.Cpu.Assembly.Rows;

/// <summary>After the scales 32 bytes with the fifth bit of group g in bit g, then nibbles as in <see cref="Q4_KRowCode"/>.</summary>
internal sealed class Q5_KRowCode(Assembler assembler, RowSink sink) : SixBitRowCode(assembler, sink)
{
    private const int BitOffset = 16;
    private const int QuantOffset = 48;

    private AssemblerRegisterZMM _five;

    /// <inheritdoc/>
    internal override int BlockBytes => 176;

    /// <inheritdoc/>
    protected override void WriteConstants()
    {
        base.WriteConstants();
        _five = Constant(0x1F1F1F1F);
    }

    /// <inheritdoc/>
    protected override void WriteBlock()
    {
        BeginBlock();
        PutAside(Wide(BitOffset), 0);
        for (int group = 0; group < 8; group += 2)
        {
            AssemblerRegisterZMM[] words = Wide(QuantOffset + (group * 16));
            WriteGroup(words, group);
            for (int i = 0; i < words.Length; i++)
            {
                Assembler.vpsrld(words[i], words[i], 4);
            }

            WriteGroup(words, group + 1);
            Give(words);
        }

        EndBlock();
    }

    private void WriteGroup(AssemblerRegisterZMM[] words, int group)
    {
        AssemblerRegisterZMM[] dots = Dots();
        AssemblerRegisterZMM quants = Take();
        for (int i = 0; i < words.Length; i++)
        {
            if (group < 4)
            {
                Assembler.vpslld(quants, Aside(i), (byte)(4 - group));
            }
            else
            {
                Assembler.vpsrld(quants, Aside(i), (byte)(group - 4));
            }

            Choose(quants, LowNibbles, words[i]);
            Assembler.vpandd(quants, quants, _five);
            AddProducts(dots, quants, (group * 32) + (i * 4));
        }

        Give(quants);
        EndGroup(dots, group);
        FetchAhead(Rows * BlockBytes * (group + 1) / 8);
    }
}
