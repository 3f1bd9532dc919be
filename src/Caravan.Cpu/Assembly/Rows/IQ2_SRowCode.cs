// IQ2_S in an assembled row product.
using Caravan.Tensors.Codebooks;
using Iced.Intel;

namespace Caravan.Cpu.Assembly.Rows;

/// <summary>
/// <c>{ half d; byte q[32]; byte signs[32]; byte high[8]; byte s[8] }</c>: bit pair <c>i % 4</c> of <c>high[i / 4]</c> tops the number of point i; a group of two
/// points has a nibble of s, the scale is <c>d * (s + 1/2) / 4</c>.
/// </summary>
internal sealed class IQ2_SRowCode(Assembler assembler, RowSink sink)
    : IQ2GridRowCode(assembler, sink, IQ2_SGrid.Codebook)
{
    private const int PointOffset = 2;
    private const int SignOffset = 34;
    private const int HighOffset = 66;
    private const int RunPairs = 4;
    private const int Pairs = 2 * RunPairs;

    // Where registers are put aside: eight of signs, two of high bits, two of scales, four of points.
    private const int HighAside = Pairs;
    private const int ScaleAside = HighAside + 2;
    private const int PointAside = ScaleAside + 2;

    private readonly Label[] _highWindows = new Label[RunPairs];

    /// <inheritdoc/>
    internal override int BlockBytes => 82;

    /// <inheritdoc/>
    internal override int GroupElements => 16;

    /// <inheritdoc/>
    protected override ReadOnlySpan<byte> SignBits => [1, 2, 4, 8, 16, 32, 64, 128];

    /// <inheritdoc/>
    internal override void WriteTables()
    {
        base.WriteTables();
        for (int i = 0; i < RunPairs; i++)
        {
            int first = i * 8;
            _highWindows[i] = Windows(point => first + (2 * point));
        }
    }

    /// <inheritdoc/>
    protected override void WriteBlock()
    {
        Scale = Numbers(0);
        PutAside(Wide(SignOffset), 0);
        PutAside(Narrow(HighOffset), HighAside);
        for (int run = 0; run < 2; run++)
        {
            AssemblerRegisterZMM[] points = PointLanes(PointOffset, run, PointAside);
            AssemblerRegisterZMM[] sections = new AssemblerRegisterZMM[RunPairs];
            for (int i = 0; i < RunPairs; i++)
            {
                sections[i] = Spread(Aside(HighAside + run), _highWindows[i]);
                WriteSections(sections[i], points[i]);
            }

            AssemblerRegisterZMM[] lastPoints = LookUp(points, sections);
            for (int i = 0; i < RunPairs; i++)
            {
                WritePair(points[i], lastPoints[i], Aside((run * RunPairs) + i), ScaleAside, (run * RunPairs) + i);
            }
        }

        Give(Scale);
    }
}
