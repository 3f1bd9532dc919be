// Q4_K in an assembled row product.
using Iced.Intel;

namespace Caravan.Cpu.Assembly.Rows;

/// <summary>After the scales each 32 bytes are two groups: low nibbles, then high ones.</summary>
internal sealed class Q4_KRowCode(Assembler assembler, RowSink sink) : SixBitRowCode(assembler, sink)
{
    private const int QuantOffset = 16;

    /// <inheritdoc/>
    internal override int BlockBytes => 144;

    /// <inheritdoc/>
    protected override void WriteBlock()
    {
        BeginBlock();
        for (int group = 0; group < 8; group += 2)
        {
            AssemblerRegisterZMM[] words = Wide(QuantOffset + (group * 16));
            AssemblerRegisterZMM[] dots = Dots();
            AssemblerRegisterZMM low = Take();
            for (int i = 0; i < words.Length; i++)
            {
                Assembler.vpandd(low, words[i], LowNibbles);
                AddProducts(dots, low, (group * 32) + (i * 4));
            }

            Give(low);
            EndGroup(dots, group);
            FetchAhead(Rows * BlockBytes * (group + 1) / 8);
            dots = Dots();
            for (int i = 0; i < words.Length; i++)
            {
                Assembler.vpandnd(words[i], LowNibbles, words[i]);
                AddHighProducts(dots, words[i], (group * 32) + 32 + (i * 4));
            }

            Give(words);
            ShiftDown(dots);
            EndGroup(dots, group + 1);
            FetchAhead(Rows * BlockBytes * (group + 2) / 8);
        }

        EndBlock();
    }
}
