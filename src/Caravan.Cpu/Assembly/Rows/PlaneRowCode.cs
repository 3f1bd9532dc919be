// Q2_K, TQ2_0, TQ1_0 and IQ2_BN in an assembled row product.
using Iced.Intel;

namespace Caravan.Cpu.Assembly.Rows;

/// <summary>Two-bit quants in planes: pair p of each byte is an element of the same run, which only needs the other pairs taken away.</summary>
internal abstract class PlaneRowCode(Assembler assembler, RowSink sink) : RowFormatCode(assembler, sink)
{
    /// <summary>Pairs of a byte.</summary>
    protected const int Planes = 4;

    private readonly AssemblerRegisterZMM[] _planes = new AssemblerRegisterZMM[Planes];

    /// <inheritdoc/>
    protected override void WriteConstants()
    {
        for (int i = 0; i < Planes; i++)
        {
            _planes[i] = Constant(0x03030303u << (2 * i));
        }
    }

    /// <summary>Adds one plane, four elements a word, to sums that count too often by <c>4^plane</c>.</summary>
    protected void AddPlane(
        AssemblerRegisterZMM[] dots,
        ReadOnlySpan<AssemblerRegisterZMM> words,
        int plane,
        int element
    )
    {
        AssemblerRegisterZMM quants = Take();
        for (int i = 0; i < words.Length; i++)
        {
            Assembler.vpandd(quants, words[i], _planes[plane]);
            if (plane == 0)
            {
                AddProducts(dots, quants, element + (i * 4));
            }
            else
            {
                AddHighProducts(dots, quants, element + (i * 4), 2 * plane);
            }
        }

        Give(quants);
    }

    /// <summary>Ends sums of one plane with the zero point's share.</summary>
    protected void EndPlane(AssemblerRegisterZMM[] dots, int plane, int group)
    {
        if (plane > 0)
        {
            ShiftDown(dots, 2 * plane);
        }

        AddZero(dots, group);
    }

    /// <summary>Adds a group of 32 elements that is two planes of four words.</summary>
    protected void AddTwoPlanes(
        ReadOnlySpan<AssemblerRegisterZMM> words,
        int plane,
        AssemblerRegisterZMM scale,
        int group
    )
    {
        AssemblerRegisterZMM[] dots = Dots();
        AssemblerRegisterZMM[] upper = Dots();
        AddPlane(dots, words, plane, group * GroupElements);
        AddPlane(upper, words, plane + 1, (group * GroupElements) + (words.Length * 4));
        AddShiftedDown(dots, upper, 2);
        EndPlane(dots, plane, group);
        AddGroup(dots, scale, group);
    }
}
