// Q3_K in an assembled row product.
using Iced.Intel;

namespace Caravan.Cpu.Assembly.Rows;

/// <summary>
/// <c>{ byte high[32]; byte q[64]; byte s[12]; half d }</c>: two bits as in Q2_K, the third of group pair g in bit g of <c>high</c>, all too large by 4.
/// Scales, too large by 32, have four low bits in the nibbles of two words of s and two high ones in the pairs of the third.
/// </summary>
internal sealed class Q3_KRowCode(Assembler assembler, RowSink sink) : RowFormatCode(assembler, sink)
{
    private const int QuantOffset = 32;
    private const int PackedOffset = 92;
    private const int ScaleOffset = 108;
    private const int Runs = 4;
    private const int HalfWords = 8;

    // Each run's two bits stand here after the later two were shifted down by that; the third comes right above.
    private const int LaterShift = 2;
    private static readonly int[] Places = [0, 2, 2, 4];

    private readonly AssemblerRegisterZMM[] _scales = new AssemblerRegisterZMM[4];
    private readonly AssemblerRegisterZMM[] _pairs = new AssemblerRegisterZMM[3];
    private readonly AssemblerRegisterZMM[] _codes = new AssemblerRegisterZMM[3];
    private AssemblerRegisterZMM _lowNibbles;
    private AssemblerRegisterZMM _signs;
    private AssemblerRegisterZMM _scale;

    /// <inheritdoc/>
    internal override int BlockElements => 256;

    /// <inheritdoc/>
    internal override int BlockBytes => 110;

    /// <inheritdoc/>
    internal override int GroupElements => 16;

    /// <inheritdoc/>
    protected override void WriteConstants()
    {
        _lowNibbles = Constant(0x0F0F0F0F);
        _signs = Constant(0xAAAAAAAA);
        for (int i = 0; i < _pairs.Length; i++)
        {
            _pairs[i] = Constant(0x03030303u << (2 * i));
            _codes[i] = Constant(0x07070707u << (2 * i));
        }
    }

    /// <inheritdoc/>
    protected override void WriteBlock()
    {
        WriteScales();
        PutAside(Wide(0), 0);
        for (int half = 0; half < 2; half++)
        {
            PutThirdBitsAside(half);
            AssemblerRegisterZMM[] words = Wide(QuantOffset + (half * 32));
            for (int run = 0; run < Runs; run++)
            {
                if (run == 2)
                {
                    foreach (AssemblerRegisterZMM word in words)
                    {
                        Assembler.vpsrld(word, word, LaterShift);
                    }
                }

                WriteGroup(words, half, run, 0);
                WriteGroup(words, half, run, 4);
            }

            Give(words);
        }

        Give(_scales);
        Give(_scale);
    }

    // Runs 0 and 2 have their third bits at the same distance from where these go, and so have the others.
    private void PutThirdBitsAside(int half)
    {
        AssemblerRegisterZMM bits = Take();
        for (int odd = 0; odd < 2; odd++)
        {
            for (int word = 0; word < HalfWords; word++)
            {
                int up = Places[odd] + 2 - odd - (half * Runs);
                if (up > 0)
                {
                    Assembler.vpslld(bits, Aside(word), (byte)up);
                }
                else
                {
                    Assembler.vpsrld(bits, Aside(word), (byte)-up);
                }

                Assembler.vmovdqa32(Aside(((odd + 1) * HalfWords) + word), bits);
            }
        }

        Give(bits);
    }

    private void WriteGroup(AssemblerRegisterZMM[] words, int half, int run, int firstWord)
    {
        int group = (((half * Runs) + run) * 2) + (firstWord / 4);
        int place = Places[run];
        AssemblerRegisterZMM[] dots = place == 0 ? ZeroDots(group) : Dots();
        AssemblerRegisterZMM quants = Take();
        for (int word = firstWord; word < firstWord + 4; word++)
        {
            Assembler.vmovdqa32(quants, Aside(((run % 2 + 1) * HalfWords) + word));
            Choose(quants, _pairs[place / 2], words[word]);
            Assembler.vpandd(quants, quants, _codes[place / 2]);
            int element = (group * GroupElements) + ((word - firstWord) * 4);
            if (place == 0)
            {
                AddProducts(dots, quants, element);
            }
            else
            {
                AddHighProducts(dots, quants, element, place);
            }
        }

        if (place > 0)
        {
            ShiftDown(dots, place);
            AddZero(dots, group);
        }

        Assembler.vpslld(quants, _scales[group / 4], (byte)(26 - (8 * (group % 4))));
        Assembler.vpsrad(quants, quants, 26);
        EndGroup(dots, quants, _scale, group);
    }

    // Of each four groups the scales in the lower six bits of bytes, with their sign.
    private void WriteScales()
    {
        AssemblerRegisterZMM[] packed = Narrow(PackedOffset);
        AssemblerRegisterZMM high = packed[3];
        Assembler.vpxord(high, high, _signs);
        for (int i = 0; i < _scales.Length; i++)
        {
            AssemblerRegisterZMM low = packed[1 + (i % 2)];
            if (i >= 2)
            {
                Assembler.vpsrld(low, low, 4);
            }

            _scales[i] = i == 2 ? packed[0] : Take();
            if (i == 2)
            {
                Assembler.vmovdqa32(_scales[i], high);
            }
            else
            {
                Shift(_scales[i], high, 4 - (2 * i));
            }

            Choose(_scales[i], _lowNibbles, low);
        }

        Give(packed.AsSpan(1));
        _scale = Numbers(ScaleOffset);
    }
}
