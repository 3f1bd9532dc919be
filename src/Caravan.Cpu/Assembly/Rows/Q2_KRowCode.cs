// Q2_K in an assembled row product.
using Iced.Intel;

namespace Caravan.Cpu.Assembly.Rows;

/// <summary>
/// <c>{ byte sm[16]; byte q[64]; half d; half dmin }</c>: group g has scale <c>d * (sm[g] &amp; 15)</c> and minimum <c>dmin * (sm[g] >> 4)</c>; each half
/// of q has four runs of 32 elements.
/// </summary>
internal sealed class Q2_KRowCode(Assembler assembler, RowSink sink) : PlaneRowCode(assembler, sink)
{
    private const int QuantOffset = 16;
    private const int FactorOffset = 80;

    private AssemblerRegisterZMM _numbers;

    /// <inheritdoc/>
    internal override int BlockElements => 256;

    /// <inheritdoc/>
    internal override int BlockBytes => 84;

    /// <inheritdoc/>
    internal override int GroupElements => 16;

    /// <inheritdoc/>
    internal override bool HasMinimum => true;

    /// <inheritdoc/>
    protected override void WriteConstants()
    {
        base.WriteConstants();
        _numbers = FloatTable(i => i);
    }

    /// <inheritdoc/>
    protected override void WriteBlock()
    {
        PutAside(Narrow(0), 0);
        AssemblerRegisterZMM scale = Singles(FactorOffset);
        AssemblerRegisterZMM minimum = WidenBoth(scale);
        for (int half = 0; half < 2; half++)
        {
            AssemblerRegisterZMM[] words = Wide(QuantOffset + (half * 32));
            for (int group = half * 8; group < (half + 1) * 8; group++)
            {
                int plane = group / 2 % Planes;
                AssemblerRegisterZMM[] dots = Dots();
                AddPlane(dots, words.AsSpan(group % 2 * 4, 4), plane, group * GroupElements);
                if (plane > 0)
                {
                    ShiftDown(dots, 2 * plane);
                }

                AssemblerRegisterZMM factor = Nibble(group / 4, 8 * (group % 4), scale);
                AddGroup(dots, factor, group);
                Give(factor);
                factor = Nibble(group / 4, (8 * (group % 4)) + 4, minimum);
                AddMinimum(factor, group);
                Give(factor);
                FetchAhead(Rows * BlockBytes * (group + 1) / 16);
            }

            Give(words);
        }

        Give(scale, minimum);
    }

    // A permutation looks at the lowest four bits of its lanes alone.
    private AssemblerRegisterZMM Nibble(int aside, int bit, AssemblerRegisterZMM factor)
    {
        AssemblerRegisterZMM number = Take();
        if (bit == 0)
        {
            Assembler.vmovdqa32(number, Aside(aside));
        }
        else
        {
            Assembler.vpsrld(number, Aside(aside), (byte)bit);
        }

        Assembler.vpermps(number, number, _numbers);
        Assembler.vmulps(number, number, factor);
        return number;
    }
}
