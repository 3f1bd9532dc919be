// IQ3_S in an assembled row product.
using Caravan.Cpu.Kernels.MatMul.Rows;
using Caravan.Tensors.Codebooks;
using Iced.Intel;

namespace Caravan.Cpu.Assembly.Rows;

/// <summary>
/// <c>{ half d; byte q[64]; byte high[8]; byte signs[32]; byte s[4] }</c>: a group has eight points, bit i of its byte of <c>high</c> tops the number of
/// the i-th, and a nibble of s; the scale is <c>d * (2 * s + 1)</c>.
/// </summary>
internal sealed class IQ3_SRowCode(Assembler assembler, RowSink sink)
    : FourGridRowCode(assembler, sink, IQ3_SGrid.Codebook, 1, GridPoints.IQ3_SZero)
{
    private const int PointOffset = 2;
    private const int HighOffset = 66;
    private const int SignOffset = 74;

    // Sixteen bytes that end with the block: the last four are the scales.
    private const int TailOffset = 94;

    private const int Groups = 8;
    private const int ScaleBitsOfGroup = 4;

    // Where registers are put aside: eight of signs, two of high bits, one of scales.
    private const int HighAside = Groups;
    private const int ScaleAside = HighAside + 2;
    private const int PointAside = ScaleAside + 1;

    private readonly Label[] _highWindows = new Label[LaneGroups * GroupLanes];

    /// <inheritdoc/>
    internal override int BlockBytes => 110;

    /// <inheritdoc/>
    protected override ReadOnlySpan<byte> SignBits => [1, 2, 4, 8, 16, 32, 64, 128];

    /// <inheritdoc/>
    internal override void WriteTables()
    {
        base.WriteTables();
        for (int i = 0; i < _highWindows.Length; i++)
        {
            int first = i * LanePoints;
            _highWindows[i] = Windows(point => first + point);
        }
    }

    /// <inheritdoc/>
    protected override void WriteBlock()
    {
        Scale = Numbers(0);
        PutAside(Wide(SignOffset), 0);
        AssemblerRegisterZMM[] high = Narrow(HighOffset);
        PutAside(high.AsSpan(0, 2), HighAside);
        Give(high.AsSpan(2));
        AssemblerRegisterZMM[] tail = Narrow(TailOffset);
        PutAside(tail.AsSpan(3), ScaleAside);
        Give(tail.AsSpan(0, 3));
        for (int group = 0; group < Groups; group += 2)
        {
            AssemblerRegisterZMM[] points = PointLanes(PointOffset, group / 2, PointAside);
            AssemblerRegisterZMM[] sections = new AssemblerRegisterZMM[points.Length];
            for (int i = 0; i < points.Length; i++)
            {
                int window = ((group * GroupLanes) + i) % _highWindows.Length;
                sections[i] = Spread(Aside(HighAside + (group / LaneGroups)), _highWindows[window]);
                WriteSections(sections[i], points[i]);
            }

            AssemblerRegisterZMM[] lastPoints = LookUp(points, sections);
            WriteGroup([points[0], lastPoints[0], points[1], lastPoints[1]], group);
            WriteGroup([points[2], lastPoints[2], points[3], lastPoints[3]], group + 1);
        }

        Give(Scale);
    }

    private void WriteGroup(ReadOnlySpan<AssemblerRegisterZMM> words, int group)
    {
        AssemblerRegisterZMM[] dots = ZeroDots(group);
        AssemblerRegisterZMM signs = Bytes(Aside(group), SignOrder);
        AddPoints(dots, words, signs, group);
        Give(signs);
        EndGroup(dots, Aside(ScaleAside), group * ScaleBitsOfGroup, group);
    }
}
