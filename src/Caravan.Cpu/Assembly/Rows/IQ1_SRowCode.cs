// IQ1_S in an assembled row product.
using Iced.Intel;

namespace Caravan.Cpu.Assembly.Rows;

/// <summary>
/// <c>{ half d; byte q[32]; uint16 h[8] }</c>: a group's h has three top bits for each of its four points, a three-bit s and the sign of the shift; the
/// scale is <c>d * (2 * s + 1)</c>.
/// </summary>
internal sealed class IQ1_SRowCode(Assembler assembler, RowSink sink) : IQ1GridRowCode(assembler, sink)
{
    private const int PointOffset = 2;
    private const int HeadOffset = 34;
    private const int RunGroups = 4;
    private const int HeadBits = 16;
    private const int HighBits = 3;
    private const int ScaleBit = 12;
    private const int ShiftBit = 15;

    // Where registers are put aside: four of h, two groups each, then four of points.
    private const int PointAside = 4;

    private readonly Label[] _highWindows = new Label[2];
    private readonly Label[] _shiftWindows = new Label[2];

    /// <inheritdoc/>
    internal override int BlockBytes => 50;

    /// <inheritdoc/>
    internal override int GroupElements => 32;

    /// <inheritdoc/>
    internal override void WriteTables()
    {
        base.WriteTables();
        for (int i = 0; i < 2; i++)
        {
            int head = i * HeadBits;
            _highWindows[i] = Windows(point => head + (point * HighBits));
            _shiftWindows[i] = Windows(_ => head + ShiftBit - FirstUpperBit);
        }
    }

    /// <inheritdoc/>
    protected override void WriteBlock()
    {
        Scale = Numbers(0);
        PutAside(Narrow(HeadOffset), 0);
        for (int run = 0; run < 2; run++)
        {
            AssemblerRegisterZMM[] points = PointLanes(PointOffset, run, PointAside);
            AssemblerRegisterZMM[] sections = new AssemblerRegisterZMM[RunGroups];
            for (int i = 0; i < RunGroups; i++)
            {
                sections[i] = Spread(Head((run * RunGroups) + i), _highWindows[i % 2]);
                WriteSections(sections[i], points[i]);
            }

            AssemblerRegisterZMM[] lastPoints = LookUp(points, sections);
            for (int i = 0; i < RunGroups; i++)
            {
                WriteGroup([points[i], lastPoints[i]], (run * RunGroups) + i);
            }
        }

        Give(Scale);
    }

    private void WriteGroup(ReadOnlySpan<AssemblerRegisterZMM> words, int group)
    {
        AssemblerRegisterZMM[] dots = ZeroDots(group);
        AssemblerRegisterZMM shift = Spread(Head(group), _shiftWindows[group % 2]);
        for (int point = 0; point < LanePoints; point++)
        {
            AddPoint(dots, words[point / 2], point % 2, shift, (group * GroupElements) + (point * PointElements));
        }

        Give(shift);
        Give(words);
        EndGroup(dots, Head(group), (group % 2 * HeadBits) + ScaleBit, group);
    }

    private static AssemblerMemoryOperand Head(int group) => Aside(group / 2);
}
