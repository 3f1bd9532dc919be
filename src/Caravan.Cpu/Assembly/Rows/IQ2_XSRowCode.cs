// IQ2_XS in an assembled row product.
using Caravan.Tensors.Codebooks;
using Iced.Intel;

namespace Caravan.Cpu.Assembly.Rows;

/// <summary>
/// <c>{ half d; uint16 q[32]; byte s[8] }</c>: nine bits of q are the point, seven its signs, of which the eighth is the parity; a group of two points has
/// a nibble of s, the scale is <c>d * (s + 1/2) / 4</c>.
/// </summary>
internal sealed class IQ2_XSRowCode(Assembler assembler, RowSink sink)
    : IQ2GridRowCode(assembler, sink, IQ2_XSGrid.Codebook)
{
    private const int QuantOffset = 2;

    // Sixteen bytes that end with the block: the last eight are the scales.
    private const int TailOffset = 58;

    private const int RunPairs = 4;
    private const int RunBytes = 32;
    private const int ScaleAside = RunPairs;

    private Label _evenBytes;

    /// <inheritdoc/>
    internal override int BlockBytes => 74;

    /// <inheritdoc/>
    internal override int GroupElements => 16;

    /// <inheritdoc/>
    protected override ReadOnlySpan<byte> Places => [0, 2, 1, 3];

    /// <inheritdoc/>
    protected override ReadOnlySpan<byte> SignBits => [2, 4, 8, 16, 32, 64, 128, 254];

    /// <inheritdoc/>
    internal override void WriteTables()
    {
        base.WriteTables();
        _evenBytes = Line([0xFF, 0]);
    }

    /// <inheritdoc/>
    protected override void WriteBlock()
    {
        Scale = Numbers(0);
        AssemblerRegisterZMM[] tail = Narrow(TailOffset);
        PutAside(tail.AsSpan(2), ScaleAside);
        Give(tail.AsSpan(0, 2));
        for (int run = 0; run < 2; run++)
        {
            AssemblerRegisterZMM[] words = Wide(QuantOffset + (run * RunBytes));
            AssemblerRegisterZMM[] points = new AssemblerRegisterZMM[RunPairs];
            AssemblerRegisterZMM[] sections = new AssemblerRegisterZMM[RunPairs];
            AssemblerRegisterZMM evenBytes = Load(_evenBytes);
            for (int i = 0; i < RunPairs; i++)
            {
                (points[i], sections[i]) = SplitWords(words[2 * i], words[(2 * i) + 1], evenBytes);
                Assembler.vmovdqa32(Aside(i), sections[i]);
                WriteSections(sections[i], points[i]);
            }

            Give(evenBytes);
            AssemblerRegisterZMM[] lastPoints = LookUp(points, sections);
            for (int i = 0; i < RunPairs; i++)
            {
                WritePair(points[i], lastPoints[i], Aside(i), ScaleAside, (run * RunPairs) + i);
            }
        }

        Give(Scale);
    }

    // Low and high bytes of four words: of the first word of each lane, then of the second ones.
    private (AssemblerRegisterZMM Low, AssemblerRegisterZMM High) SplitWords(
        AssemblerRegisterZMM first,
        AssemblerRegisterZMM second,
        AssemblerRegisterZMM evenBytes
    )
    {
        AssemblerRegisterZMM low = Take();
        Assembler.vpslld(low, second, 8);
        Choose(low, evenBytes, first);
        Assembler.vpsrld(first, first, 8);
        Choose(second, evenBytes, first);
        Give(first);
        return (low, second);
    }
}
