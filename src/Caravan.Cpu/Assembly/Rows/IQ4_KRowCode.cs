// IQ4_K in an assembled row product.
using Caravan.Tensors.Codebooks;
using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace Caravan.Cpu.Assembly.Rows;

/// <summary>
/// <c>{ half d; uint16 shifted; byte high[4]; byte low[8]; byte q[128] }</c>: group g has four bits of its scale, which is too large by 32, in nibble g of
/// <c>low</c> and two in pair g of <c>high</c>; where bit g of <c>shifted</c> is set its levels are 4 higher.
/// </summary>
internal sealed class IQ4_KRowCode(Assembler assembler, RowSink sink) : LevelRowCode(assembler, sink)
{
    private const int QuantOffset = 16;

    // The sums for the zero point are -128 times the sum of the group's activations: this much less is 4 times the sum.
    private const int ShiftOfSum = 5;

    private AssemblerRegisterZMM _nibble;
    private AssemblerRegisterZMM _signs;
    private AssemblerRegisterZMM _shift;

    /// <inheritdoc/>
    internal override int BlockElements => 256;

    /// <inheritdoc/>
    internal override int BlockBytes => 144;

    /// <inheritdoc/>
    internal override int GroupElements => 16;

    /// <inheritdoc/>
    protected override void WriteConstants()
    {
        base.WriteConstants();
        _nibble = Constant(0xF);
        _signs = Constant(0xAAAAAAAA);
        if (KeepsQuants)
        {
            _shift = Constant(0x01010101 * NonLinearLevels.IQ4Shift);
        }
    }

    /// <inheritdoc/>
    protected override void WriteBlock()
    {
        AssemblerRegisterZMM[] head = Narrow(0);
        AssemblerRegisterZMM scale = Take();
        Assembler.vmovdqa32(scale, head[0]);
        Widen(scale);
        Assembler.vpxord(head[1], head[1], _signs);
        for (int group = 0; group < 16; group += 4)
        {
            AssemblerRegisterZMM[] words = Wide(QuantOffset + (group * 8));
            for (int i = 0; i < 2; i++)
            {
                ReadOnlySpan<AssemblerRegisterZMM> four = words.AsSpan(4 * i, 4);
                int even = group + (2 * i);
                AssemblerRegisterZMM[] dots = ShiftedDots(head[0], even);
                AddLow(dots, four, even * 16);
                EndGroup(dots, head, scale, even);
                dots = ShiftedDots(head[0], even + 1);
                AddHigh(dots, four, (even * 16) + 16);
                EndGroup(dots, head, scale, even + 1);
            }
        }

        Give(head);
        Give(scale);
    }

    // Of products the sums move, levels that are kept move themselves.
    /// <inheritdoc/>
    protected override void Adjust(AssemblerRegisterZMM levels)
    {
        if (KeepsQuants)
        {
            Assembler.vpaddd(levels.k1, levels, _shift);
        }
    }

    private AssemblerRegisterZMM[] ShiftedDots(AssemblerRegisterZMM shifted, int group)
    {
        AssemblerRegisterZMM[] dots = ZeroDots(group);
        AssemblerRegisterZMM sum = Take();
        Shift(sum, shifted, 15 - group);
        Assembler.vpmovd2m(k1, sum);
        foreach (AssemblerRegisterZMM dot in dots)
        {
            Assembler.vpsrad(sum, dot, ShiftOfSum);
            Assembler.vpsubd(dot.k1, dot, sum);
        }

        Give(sum);
        return dots;
    }

    private void EndGroup(
        AssemblerRegisterZMM[] dots,
        AssemblerRegisterZMM[] head,
        AssemblerRegisterZMM scale,
        int group
    )
    {
        AssemblerRegisterZMM factor = Take();
        AssemblerRegisterZMM low = Take();
        Shift(factor, head[1], 4 - (2 * group));
        Shift(low, head[2 + (group / 8)], -4 * (group % 8));
        Choose(factor, _nibble, low);
        Give(low);
        SignedSix(factor);
        Assembler.vcvtdq2ps(factor, factor);
        Assembler.vmulps(factor, factor, scale);
        AddGroup(dots, factor, group);
        Give(factor);
        FetchAhead(Rows * BlockBytes * (group + 1) / 16);
    }
}
