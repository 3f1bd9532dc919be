// Q6_K in an assembled row product.
using Iced.Intel;

namespace Caravan.Cpu.Assembly.Rows;

/// <summary><c>{ byte low[128]; byte high[64]; sbyte s[16]; half d }</c>, quants too large by 32.</summary>
internal sealed class Q6_KRowCode(Assembler assembler, RowSink sink) : RowFormatCode(assembler, sink)
{
    private const int HighOffset = 128;

    // 32 bytes that end with the block: words 3 to 7 have two bytes of something else, the scales and d.
    private const int ScaleOffset = 178;
    private const int FirstScaleWord = 3;
    private const int FirstScaleByte = 2;

    // Truth tables of a choice by the second operand.
    private const byte ChooseFirst = 0xE2;
    private const byte ChooseThird = 0xB8;

    private readonly AssemblerRegisterZMM[] _scales = new AssemblerRegisterZMM[5];
    private AssemblerRegisterZMM _lowNibbles;
    private AssemblerRegisterZMM _pairs;
    private AssemblerRegisterZMM _scale;

    /// <inheritdoc/>
    internal override int BlockElements => 256;

    /// <inheritdoc/>
    internal override int BlockBytes => 210;

    /// <inheritdoc/>
    internal override int GroupElements => 16;

    /// <inheritdoc/>
    protected override void WriteConstants()
    {
        _lowNibbles = Constant(0x0F0F0F0F);
        _pairs = Constant(0x33333333);
    }

    /// <inheritdoc/>
    protected override void WriteBlock()
    {
        AssemblerRegisterZMM[] tail = Wide(ScaleOffset);
        Give(tail.AsSpan(0, FirstScaleWord));
        tail.AsSpan(FirstScaleWord).CopyTo(_scales);
        _scale = Take();
        Assembler.vpsrld(_scale, _scales[^1], 16);
        Widen(_scale);
        for (int half = 0; half < 2; half++)
        {
            WriteHalf(half);
        }

        Give(_scales);
        Give(_scale);
    }

    // 128 elements in four runs of 32: the first and the third have their low nibbles in the same bytes, and their high pairs at
    // the same distance; so have the others.
    private void WriteHalf(int half)
    {
        AssemblerRegisterZMM[] high = Wide(HighOffset + (half * 32));
        AssemblerRegisterZMM pairs = Take();
        for (int i = 0; i < high.Length; i++)
        {
            Assembler.vpandd(pairs, high[i], _pairs);
            Assembler.vmovdqa32(Aside(i), pairs);
            Assembler.vpsrld(high[i], high[i], 2);
            Assembler.vpandd(high[i], high[i], _pairs);
        }

        Give(pairs);
        PutAside(high, high.Length);
        PutAside(Wide(half * 64), 2 * high.Length);
        WriteRun(half, 0);
        AssemblerRegisterZMM[] low = Wide((half * 64) + 32);
        WriteRun(half, 1, low);
        WriteRun(half, 2);
        WriteRun(half, 3, low);
        Give(low);
    }

    // Low nibbles are put aside for the first and the third run, and in registers for the others.
    private void WriteRun(int half, int run, AssemblerRegisterZMM[]? low = null)
    {
        AssemblerRegisterZMM quants = Take();
        for (int i = 0; i < 2; i++)
        {
            int group = (half * 8) + (run * 2) + i;
            AssemblerRegisterZMM[] dots = ZeroDots(group);
            for (int word = i * 4; word < (i + 1) * 4; word++)
            {
                AssemblerMemoryOperand high = Aside(word + (run % 2 * 8));
                if (run < 2)
                {
                    Assembler.vpslld(quants, high, 4);
                    if (low is null)
                    {
                        Assembler.vpternlogd(quants, _lowNibbles, Aside(word + 16), ChooseThird);
                    }
                    else
                    {
                        Choose(quants, _lowNibbles, low[word]);
                    }
                }
                else
                {
                    if (low is null)
                    {
                        Assembler.vpsrld(quants, Aside(word + 16), 4);
                    }
                    else
                    {
                        Assembler.vpsrld(quants, low[word], 4);
                    }

                    Assembler.vpternlogd(quants, _lowNibbles, high, ChooseFirst);
                }

                AddProducts(dots, quants, (group * 16) + (word % 4 * 4));
            }

            EndGroup(dots, group);
            FetchAhead(Rows * BlockBytes * (group + 1) / 16);
        }

        Give(quants);
    }

    private void EndGroup(AssemblerRegisterZMM[] dots, int group)
    {
        AssemblerRegisterZMM factor = Take();
        int at = group + FirstScaleByte;
        SignedByte(factor, _scales[at / 4], at % 4);
        Assembler.vcvtdq2ps(factor, factor);
        Assembler.vmulps(factor, factor, _scale);
        AddGroup(dots, factor, group);
        Give(factor);
    }
}
