// How a field of sixteen rows comes into registers of assembled code.
using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace Caravan.Cpu.Assembly.Rows;

/// <summary>
/// Transpositions bring the same field of sixteen rows into registers whose lanes are rows, in order. Rows are read a quarter or half
/// a register at a time, so placed that exchanges within quarters do most of the work.
/// </summary>
/// <param name="assembler">Receives the instructions.</param>
internal abstract class RowFieldCode(Assembler assembler) : RowCode(assembler)
{
    private const int QuarterRows = Rows / 4;

    /// <summary>The current block of rows 0, 4, 8 and 12.</summary>
    internal static readonly AssemblerRegister64[] Bases = [rax, rbx, rcx, rdx];

    /// <summary>Bytes from row to row.</summary>
    internal static readonly AssemblerRegister64 Stride = rsi;

    /// <summary>Three times <see cref="Stride"/>.</summary>
    internal static readonly AssemblerRegister64 Stride3 = rbp;

    /// <summary>A field of the current block of a row.</summary>
    internal static AssemblerMemoryOperand Row(AssemblerMemoryOperandFactory size, int row, int offset)
    {
        AssemblerRegister64 first = Bases[row / 4];
        return (row % 4) switch
        {
            0 => size[first + offset],
            1 => size[first + Stride + offset],
            2 => size[first + (Stride * 2) + offset],
            _ => size[first + Stride3 + offset],
        };
    }

    /// <summary>Of 32 bytes of every row the eight double words, one a register.</summary>
    /// <param name="offset">To the first of them in the block.</param>
    protected AssemblerRegisterZMM[] Wide(int offset)
    {
        AssemblerRegisterZMM[] upper = Quads(Halves(offset, 0));
        AssemblerRegisterZMM[] lower = Quads(Halves(offset, Rows / 2));
        AssemblerRegisterZMM[] words = new AssemblerRegisterZMM[8];
        for (int i = 0; i < 4; i++)
        {
            // Quarters: rows 0 to 3 of words i and i + 4, rows 4 to 7 of both; then the same of rows 8 to 15.
            words[i + 4] = Take();
            Assembler.vshufi32x4(words[i + 4], upper[i], lower[i], 0b11_01_11_01);
            Assembler.vshufi32x4(upper[i], upper[i], lower[i], 0b10_00_10_00);
            words[i] = upper[i];
            Give(lower[i]);
        }

        return words;
    }

    /// <summary>Of sixteen bytes of every row the four double words, one a register.</summary>
    /// <param name="offset">To the first of them in the block.</param>
    protected AssemblerRegisterZMM[] Narrow(int offset)
    {
        AssemblerRegisterZMM[] rows = new AssemblerRegisterZMM[QuarterRows];
        AssemblerRegisterZMM upper = Take();
        for (int i = 0; i < QuarterRows; i++)
        {
            // Of two halves: an insertion into half a register costs half as much.
            rows[i] = Take();
            Assembler.vmovdqu32(Lowest(rows[i]), Row(__xmmword_ptr, i, offset));
            Assembler.vinserti32x4(Lower(rows[i]), Lower(rows[i]), Row(__xmmword_ptr, i + 4, offset), 1);
            Assembler.vmovdqu32(Lowest(upper), Row(__xmmword_ptr, i + 8, offset));
            Assembler.vinserti32x4(Lower(upper), Lower(upper), Row(__xmmword_ptr, i + 12, offset), 1);
            Assembler.vinserti64x4(rows[i], rows[i], Lower(upper), 1);
        }

        Give(upper);
        return Quads(rows);
    }

    /// <summary>A half-precision number of every row, widened.</summary>
    /// <param name="offset">To the number in the block.</param>
    protected AssemblerRegisterZMM Numbers(int offset)
    {
        AssemblerRegisterZMM first = Take();
        AssemblerRegisterZMM second = Take();
        Clear(first);
        Clear(second);
        for (int i = 0; i < Rows / 2; i++)
        {
            Assembler.vpinsrw(Lowest(first), Lowest(first), Row(__word_ptr, i, offset), (byte)i);
            Assembler.vpinsrw(Lowest(second), Lowest(second), Row(__word_ptr, i + (Rows / 2), offset), (byte)i);
        }

        Assembler.vinserti32x4(Lower(first), Lower(first), Lowest(second), 1);
        Assembler.vcvtph2ps(first, Lower(first));
        Give(second);
        return first;
    }

    /// <summary>A single-precision number of every row.</summary>
    /// <param name="offset">To the number in the block.</param>
    protected AssemblerRegisterZMM Singles(int offset)
    {
        AssemblerRegisterZMM result = Take();
        AssemblerRegisterZMM four = Take();
        for (int quarter = 0; quarter < Rows / QuarterRows; quarter++)
        {
            AssemblerRegisterXMM lanes = Lowest(quarter == 0 ? result : four);
            Assembler.vmovd(lanes, Row(__dword_ptr, quarter * QuarterRows, offset));
            for (int i = 1; i < QuarterRows; i++)
            {
                Assembler.vpinsrd(lanes, lanes, Row(__dword_ptr, (quarter * QuarterRows) + i, offset), (byte)i);
            }

            if (quarter > 0)
            {
                Assembler.vinserti32x4(result, result, lanes, (byte)quarter);
            }
        }

        Give(four);
        return result;
    }

    /// <summary>Widens sixteen half-precision numbers that stand in the lower words of lanes.</summary>
    protected void Widen(AssemblerRegisterZMM halves)
    {
        Assembler.vpmovdw(Lower(halves), halves);
        Assembler.vcvtph2ps(halves, Lower(halves));
    }

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

    // Eight rows: the first four in lower halves, the others in upper ones.
    private AssemblerRegisterZMM[] Halves(int offset, int row)
    {
        AssemblerRegisterZMM[] rows = new AssemblerRegisterZMM[QuarterRows];
        for (int i = 0; i < QuarterRows; i++)
        {
            rows[i] = Take();
            Assembler.vmovdqu32(Lower(rows[i]), Row(__ymmword_ptr, row + i, offset));
            Assembler.vinserti64x4(rows[i], rows[i], Row(__ymmword_ptr, row + i + QuarterRows, offset), 1);
        }

        return rows;
    }

    private void ReadTwice(AssemblerRegisterZMM result, int row, int first, int second)
    {
        Assembler.vmovq(Lowest(result), Row(__qword_ptr, row, first));
        Assembler.vpinsrq(Lowest(result), Lowest(result), Row(__qword_ptr, row, second), 1);
    }

    // Within each quarter the transposition of four rows of four double words.
    private AssemblerRegisterZMM[] Quads(AssemblerRegisterZMM[] rows)
    {
        AssemblerRegisterZMM low = Take();
        AssemblerRegisterZMM high = Take();
        Assembler.vpunpckldq(low, rows[0], rows[1]);
        Assembler.vpunpckhdq(rows[0], rows[0], rows[1]);
        Assembler.vpunpckldq(high, rows[2], rows[3]);
        Assembler.vpunpckhdq(rows[2], rows[2], rows[3]);
        Assembler.vpunpckhqdq(rows[1], low, high);
        Assembler.vpunpcklqdq(low, low, high);
        Assembler.vpunpckhqdq(rows[3], rows[0], rows[2]);
        Assembler.vpunpcklqdq(high, rows[0], rows[2]);
        Give(rows[0], rows[2]);
        return [low, rows[1], high, rows[3]];
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
