// Interleaved types whose low four bits are nibbles, in an assembled row product.
using Iced.Intel;

namespace Caravan.Cpu.Assembly.Rows.Bundles;

/// <summary>A part has four lines; low and high nibbles of a line are the low bits of two lanes.</summary>
internal abstract class NibbleBundleRowCode(Assembler assembler, RowSink sink) : CodeBundleRowCode(assembler, sink)
{
    private const int Lines = 4;
    private const int NibbleBits = 4;

    private AssemblerRegisterZMM _lowNibbles;
    private AssemblerRegisterZMM _fifthMask;
    private AssemblerRegisterZMM _fifth;

    /// <inheritdoc/>
    protected override int BundleRows => 4;

    /// <summary>To the nibbles in a bundle's block.</summary>
    protected abstract int NibbleOffset { get; }

    /// <summary>To lines of fifth bits, one for each part, in a bundle's block; null where a type has none.</summary>
    protected virtual int? FifthOffset => null;

    /// <summary>The bits of such a line's bytes in which the fifth bits of lanes are.</summary>
    protected virtual ReadOnlySpan<int> FifthBits => [];

    /// <summary>The lanes of a line's low nibbles; its high ones are <see cref="HighDistance"/> on.</summary>
    protected virtual ReadOnlySpan<int> LowLanes => [0, 4, 1, 5];

    /// <summary>From the lane of low nibbles to that of the high ones.</summary>
    protected virtual int HighDistance => 2;

    /// <inheritdoc/>
    protected override void WriteConstants()
    {
        base.WriteConstants();
        _lowNibbles = Constant(0x0F0F0F0F);
        if (FifthOffset is not null)
        {
            _fifthMask = Constant(0x10101010);
        }
    }

    /// <inheritdoc/>
    protected override void BeginPart(int part)
    {
        if (FifthOffset is { } offset)
        {
            _fifth = Line(offset + (part * LineBytes));
        }
    }

    /// <inheritdoc/>
    protected override void EndPart()
    {
        if (FifthOffset is not null)
        {
            Give(_fifth);
        }
    }

    /// <inheritdoc/>
    protected override void AddHighBits(AssemblerRegisterZMM codes, int lane)
    {
        if (FifthOffset is not null)
        {
            AddBits(codes, _fifth, FifthBits[lane], NibbleBits, _fifthMask);
        }
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
