// IQ1_BN in an assembled row product.
using Iced.Intel;

namespace Caravan.Cpu.Assembly.Rows;

/// <summary>
/// Rows begin with a half, then come blocks <c>{ byte fives[12]; byte rest }</c>: each sixteen elements are the five digits, the last one first,
/// of three bytes of <c>fives</c> and one of those of <c>rest</c>, all too large by 1.
/// </summary>
internal sealed class IQ1_BNRowCode(Assembler assembler, RowSink sink) : TernaryRowCode(assembler, sink)
{
    private const int SecondOffset = 5;
    private const int LaneBytes = 4;

    private readonly AssemblerRegisterZMM[] _windows = new AssemblerRegisterZMM[LaneBytes];
    private AssemblerRegisterZMM _pair;
    private AssemblerRegisterZMM _factors;
    private AssemblerRegisterZMM _upper;
    private AssemblerRegisterZMM _last;
    private AssemblerRegisterZMM _scale;

    /// <inheritdoc/>
    internal override int BlockElements => 64;

    /// <inheritdoc/>
    internal override int BlockBytes => 13;

    /// <inheritdoc/>
    internal override int GroupElements => 32;

    /// <inheritdoc/>
    protected override bool HasHeads => true;

    /// <inheritdoc/>
    protected override void WriteHeads() => _scale = Numbers(0);

    /// <inheritdoc/>
    protected override void WriteConstants()
    {
        WriteTables(lastFirst: true);
        // A lane has four digits of each of three bytes, then the fifth ones and that of the rest.
        _windows[0] = Windows(0, 2, 4, 6);
        _windows[1] = Windows(24, 8, 10, 12);
        _windows[2] = Windows(14, 26, 16, 18);
        _windows[3] = Windows(20, 22, 28, 30);
        _pair = Constant(0x03030303);
        _factors = Constant(0x00100401);
        _upper = Constant(0xFF000000);
        _last = Constant(0xC0000000);
    }

    /// <inheritdoc/>
    protected override void WriteBlock()
    {
        AssemblerRegisterZMM[] words = Sixteens();
        Pack(words);
        for (int group = 0; group < 2; group++)
        {
            AssemblerRegisterZMM[] dots = ZeroDots(group);
            AddWindows(dots, words.AsSpan(2 * group, 2), _windows, _pair, group * GroupElements);
            AddGroup(dots, _scale, group);
        }

        Give(words);
    }

    // The three bytes of each sixteen elements in the lower three of a lane, that of the rest in the last one's fourth.
    private AssemblerRegisterZMM[] Sixteens()
    {
        // Bytes 0 to 3, 4 to 7, 5 to 8 and 9 to 12.
        AssemblerRegisterZMM[] words = Split(0, SecondOffset);
        AssemblerRegisterZMM third = Take();
        Assembler.vpsrld(third, words[0], 24);
        Assembler.vpslld(words[1], words[1], 8);
        Assembler.vpord(words[1], words[1], third);
        Assembler.vpsrld(words[2], words[2], 8);
        Give(third);
        return words;
    }

    // Turns each word into sixteen digits.
    private void Pack(AssemblerRegisterZMM[] words)
    {
        AssemblerRegisterZMM fifth = Take();
        AssemblerRegisterZMM upper = Take();
        AssemblerRegisterZMM rest = Take();
        for (int i = words.Length - 1; i >= 0; i--)
        {
            LookUp(words[i], fifth);
            Clear(upper);
            Assembler.vpdpbusd(upper, fifth, _factors);
            Assembler.vpslld(upper, upper, 24);
            if (i == words.Length - 1)
            {
                // All four digits of the rest, of which each word takes its own.
                Assembler.vmovdqa32(rest, words[i]);
            }
            else
            {
                Assembler.vpslld(rest, rest, 2);
            }

            Choose(upper, _last, rest);
            Choose(words[i], _upper, upper);
        }

        Give(fifth, upper, rest);
    }
}
