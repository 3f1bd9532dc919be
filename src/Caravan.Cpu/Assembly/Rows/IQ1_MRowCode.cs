// IQ1_M in an assembled row product.
using Iced.Intel;

namespace Caravan.Cpu.Assembly.Rows;

/// <summary>
/// <c>{ byte q[32]; byte h[16]; uint16 s[4] }</c>: each nibble of h has three top bits of a point and the sign of its shift. The top nibbles of s are d,
/// the others have a three-bit s for each group of two points; the scale is <c>d * (2 * s + 1)</c>.
/// </summary>
internal sealed class IQ1_MRowCode(Assembler assembler, RowSink sink) : IQ1GridRowCode(assembler, sink)
{
    private const int HighOffset = 32;

    // Sixteen bytes that end with the block: the last eight are the scales.
    private const int TailOffset = 40;

    private const int RunPairs = 4;
    private const int HalfBits = 16;
    private const int NibbleBits = 4;
    private const int ShiftBit = 3;

    // Where registers are put aside: four of h, four of points, two of scales.
    private const int PointAside = 4;
    private const int ScaleAside = 8;

    private readonly Label[] _highWindows = new Label[2];
    private readonly Label[] _shiftWindows = new Label[2 * LanePoints];
    private Label _nibble;

    /// <inheritdoc/>
    internal override int BlockBytes => 56;

    /// <inheritdoc/>
    internal override int GroupElements => 16;

    /// <inheritdoc/>
    internal override void WriteTables()
    {
        base.WriteTables();
        for (int i = 0; i < _highWindows.Length; i++)
        {
            int first = i * HalfBits;
            _highWindows[i] = Windows(point => first + (point * NibbleBits));
        }

        for (int i = 0; i < _shiftWindows.Length; i++)
        {
            int bit = (i * NibbleBits) + ShiftBit;
            _shiftWindows[i] = Windows(_ => bit - FirstUpperBit);
        }

        _nibble = Line([0, 0xF0, 0, 0]);
    }

    /// <inheritdoc/>
    protected override void WriteBlock()
    {
        PutAside(Narrow(HighOffset), 0);
        ReadTail();
        for (int run = 0; run < 2; run++)
        {
            AssemblerRegisterZMM[] points = PointLanes(0, run, PointAside);
            AssemblerRegisterZMM[] sections = new AssemblerRegisterZMM[RunPairs];
            for (int i = 0; i < RunPairs; i++)
            {
                sections[i] = Spread(Aside((run * 2) + (i / 2)), _highWindows[i % 2]);
                WriteSections(sections[i], points[i]);
            }

            AssemblerRegisterZMM[] lastPoints = LookUp(points, sections);
            for (int i = 0; i < RunPairs; i++)
            {
                int group = 2 * ((run * RunPairs) + i);
                WriteGroup(points[i], group);
                WriteGroup(lastPoints[i], group + 1);
            }
        }

        Give(Scale);
    }

    // The top nibble of each half is one of d's, the lowest first.
    private void ReadTail()
    {
        AssemblerRegisterZMM[] tail = Narrow(TailOffset);
        Give(tail.AsSpan(0, 2));
        AssemblerRegisterZMM low = tail[2];
        AssemblerRegisterZMM high = tail[3];
        Assembler.vmovdqa32(Aside(ScaleAside), low);
        Assembler.vmovdqa32(Aside(ScaleAside + 1), high);
        AssemblerRegisterZMM mask = Load(_nibble);
        AssemblerRegisterZMM part = Take();
        // From bits 12 to 15 and 28 to 31 of two lanes to bits 0 to 3, 4 to 7, 8 to 11 and 12 to 15.
        Assembler.vpsrld(part, high, HalfBits);
        Assembler.vpsrld(high, high, NibbleBits);
        Assembler.vpsrld(mask, mask, NibbleBits);
        Choose(part, mask, high);
        Assembler.vpsrld(high, low, HalfBits + (2 * NibbleBits));
        Assembler.vpsrld(mask, mask, NibbleBits);
        Choose(part, mask, high);
        Assembler.vpsrld(low, low, HalfBits - NibbleBits);
        Assembler.vpsrld(mask, mask, NibbleBits);
        Choose(part, mask, low);
        Give(low, high, mask);
        Widen(part);
        Scale = part;
    }

    private void WriteGroup(AssemblerRegisterZMM words, int group)
    {
        AssemblerRegisterZMM[] dots = ZeroDots(group);
        for (int i = 0; i < 2; i++)
        {
            int point = (2 * group) + i;
            AssemblerRegisterZMM shift = Spread(Aside(point / 8), _shiftWindows[point % 8]);
            AddPoint(dots, words, i, shift, (group * GroupElements) + (i * PointElements));
            Give(shift);
        }

        Give(words);
        int half = group / 4;
        EndGroup(dots, Aside(ScaleAside + (half / 2)), (half % 2 * HalfBits) + (group % 4 * ScaleBits), group);
    }
}
