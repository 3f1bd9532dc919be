// Interleaved types whose low four bits are nibbles, in an assembled row product.
using Iced.Intel;

namespace Caravan.Cpu.Assembly.Rows.Bundles;

/// <summary>A part has four lines; low and high nibbles of a line are the low bits of two lanes.</summary>
internal abstract class NibbleBundleRowCode(Assembler assembler, RowSink sink) : CodeBundleRowCode(assembler, sink)
{
    private const int Lines = 4;
    private const int NibbleBits = 4;

    private AssemblerRegisterZMM _lowNibbles;

    /// <inheritdoc/>
    protected override int BundleRows => 4;

    /// <summary>To the nibbles in a bundle's block.</summary>
    protected abstract int NibbleOffset { get; }

    /// <summary>The lanes of a line's low nibbles; its high ones are <see cref="HighDistance"/> on.</summary>
    protected virtual ReadOnlySpan<int> LowLanes => [0, 4, 1, 5];

    /// <summary>From the lane of low nibbles to that of the high ones.</summary>
    protected virtual int HighDistance => 2;

    /// <inheritdoc/>
    protected override void WriteConstants()
    {
        base.WriteConstants();
        _lowNibbles = Constant(0x0F0F0F0F);
    }

    /// <inheritdoc/>
    protected override void WriteLanes(AssemblerRegisterZMM[] dots, int part, int lane)
    {
        int end = lane + (GroupElements / LaneElements);
        AssemblerRegisterZMM quants = Take();
        for (int line = 0; line < Lines; line++)
        {
            int low = LowLanes[line];
            if (low < lane || low >= end)
            {
                continue;
            }

            AssemblerRegisterZMM word = Line(NibbleOffset + (((part * Lines) + line) * LineBytes));
            Assembler.vpandd(quants, word, _lowNibbles);
            Complete(quants, low);
            AddProducts(dots, quants, (part * PartElements) + (low * LaneElements));
            Assembler.vpsrld(word, word, NibbleBits);
            Assembler.vpandd(word, word, _lowNibbles);
            Complete(word, low + HighDistance);
            AddProducts(dots, word, (part * PartElements) + ((low + HighDistance) * LaneElements));
            Give(word);
        }

        Give(quants);
    }
}
