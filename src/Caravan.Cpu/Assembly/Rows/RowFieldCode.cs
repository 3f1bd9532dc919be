// How a small field of sixteen rows comes into registers of assembled code.
using System.Runtime.InteropServices;
using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace Caravan.Cpu.Assembly.Rows;

/// <summary>Fields of four or eight bytes, in blocks that are too small for the transposition of more to pay.</summary>
/// <param name="assembler">Receives the instructions.</param>
internal abstract class RowFieldCode(Assembler assembler) : RowCode(assembler)
{
    private const int QuarterRows = Rows / 4;

    /// <summary>Of sixteen bytes of every row the first double word or the first two, one a register.</summary>
    /// <param name="offset">To the sixteen bytes, which must all be the block's.</param>
    /// <param name="count">One or two.</param>
    protected AssemblerRegisterZMM[] Leading(int offset, int count)
    {
        AssemblerRegisterZMM[] words = new AssemblerRegisterZMM[count];
        AssemblerRegisterZMM[] upper = new AssemblerRegisterZMM[count];
        for (int half = 0; half < 2; half++)
        {
            AssemblerRegisterZMM[] lower = Quarter(2 * half, offset, count);
            AssemblerRegisterZMM[] second = Quarter((2 * half) + 1, offset, count);
            for (int i = 0; i < count; i++)
            {
                Assembler.vinserti32x4(Lower(lower[i]), Lower(lower[i]), Lowest(second[i]), 1);
            }

            Give(second);
            (half == 0 ? ref words : ref upper) = lower;
        }

        for (int i = 0; i < count; i++)
        {
            Assembler.vinserti64x4(words[i], words[i], Lower(upper[i]), 1);
        }

        Give(upper);
        return words;
    }

    /// <summary>Of two times eight bytes of every row the four double words, one a register.</summary>
    /// <param name="first">To the first eight bytes in the block.</param>
    /// <param name="second">To the others.</param>
    protected AssemblerRegisterZMM[] Split(int first, int second)
    {
        AssemblerRegisterZMM[] rows = new AssemblerRegisterZMM[QuarterRows];
        AssemblerRegisterZMM quarter = Take();
        AssemblerRegisterZMM upper = Take();
        for (int i = 0; i < rows.Length; i++)
        {
            rows[i] = Take();
            for (int half = 0; half < 2; half++)
            {
                AssemblerRegisterZMM pair = half == 0 ? rows[i] : upper;
                ReadTwice(pair, i + (2 * half * QuarterRows), first, second);
                ReadTwice(quarter, i + (((2 * half) + 1) * QuarterRows), first, second);
                Assembler.vinserti32x4(Lower(pair), Lower(pair), Lowest(quarter), 1);
            }

            Assembler.vinserti64x4(rows[i], rows[i], Lower(upper), 1);
        }

        Give(quarter, upper);
        return Quads(rows);
    }

    /// <summary>Two half-precision numbers that stand in the words of lanes, each widened in a register of its own.</summary>
    /// <param name="both">The lanes; receives the lower words' numbers.</param>
    /// <returns>The upper words' numbers.</returns>
    protected AssemblerRegisterZMM WidenBoth(AssemblerRegisterZMM both)
    {
        AssemblerRegisterZMM upper = Take();
        Assembler.vpsrld(upper, both, 16);
        Widen(upper);
        Widen(both);
        return upper;
    }

    /// <summary>
    /// Before the loop: where <c>vpmultishiftqb</c> finds the eight bits of each of a lane's bytes. It looks at two lanes at a time.
    /// </summary>
    /// <param name="bits">For each byte the lane's first bit, which may be -1 for what is of no interest.</param>
    protected AssemblerRegisterZMM Windows(params ReadOnlySpan<int> bits)
    {
        byte[] table = new byte[RowArguments.RegisterBytes];
        for (int i = 0; i < table.Length; i++)
        {
            int lane = i / bits.Length % 2;
            table[i] = (byte)((bits[i % bits.Length] + (lane * 32)) & 63);
        }

        return WholeTable(table);
    }

    /// <summary>Before the loop: sixteen numbers, which a permutation finds by the lowest four bits of a lane.</summary>
    protected AssemblerRegisterZMM FloatTable(Func<int, float> number) =>
        WholeTable(MemoryMarshal.AsBytes<float>([.. Enumerable.Range(0, Rows).Select(number)]));

    private void ReadTwice(AssemblerRegisterZMM result, int row, int first, int second)
    {
        Assembler.vmovq(Lowest(result), Row(__qword_ptr, row, first));
        Assembler.vpinsrq(Lowest(result), Lowest(result), Row(__qword_ptr, row, second), 1);
    }

    // Four rows in a register's lowest quarter.
    private AssemblerRegisterZMM[] Quarter(int quarter, int offset, int count)
    {
        int row = quarter * QuarterRows;
        AssemblerRegisterZMM first = Take();
        AssemblerRegisterZMM last = Take();
        Assembler.vmovdqu32(Lowest(first), Row(__xmmword_ptr, row, offset));
        Assembler.vpunpckldq(Lowest(first), Lowest(first), Row(__xmmword_ptr, row + 1, offset));
        Assembler.vmovdqu32(Lowest(last), Row(__xmmword_ptr, row + 2, offset));
        Assembler.vpunpckldq(Lowest(last), Lowest(last), Row(__xmmword_ptr, row + 3, offset));
        if (count == 1)
        {
            Assembler.vpunpcklqdq(Lowest(first), Lowest(first), Lowest(last));
            Give(last);
            return [first];
        }

        AssemblerRegisterZMM second = Take();
        Assembler.vpunpckhqdq(Lowest(second), Lowest(first), Lowest(last));
        Assembler.vpunpcklqdq(Lowest(first), Lowest(first), Lowest(last));
        Give(last);
        return [first, second];
    }
}
