// Registers of assembled code for rows, and how the same field of sixteen rows comes into them.
using System.Runtime.InteropServices;
using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace Caravan.Cpu.Assembly.Rows;

/// <summary>
/// Transpositions bring a field of sixteen rows into registers whose lanes are rows, in order. Rows are read a quarter or half
/// a register at a time, so placed that exchanges within quarters do most of the work.
/// </summary>
/// <param name="assembler">Receives the instructions.</param>
internal abstract class RowCode(Assembler assembler)
{
    /// <summary>Rows that advance together.</summary>
    internal const int Rows = 16;

    private const int VectorRegisters = 32;
    private const int QuarterRows = Rows / 4;

    /// <summary>The current block of rows 0, 4, 8 and 12.</summary>
    internal static readonly AssemblerRegister64[] Bases = [rax, rbx, rcx, rdx];

    /// <summary>Bytes from row to row.</summary>
    internal static readonly AssemblerRegister64 Stride = rsi;

    /// <summary>Three times <see cref="Stride"/>.</summary>
    internal static readonly AssemblerRegister64 Stride3 = rbp;

    private readonly Stack<int> _free = new(Enumerable.Range(0, VectorRegisters).Reverse());

    /// <summary>Receives the instructions.</summary>
    internal Assembler Assembler => assembler;

    /// <summary>A register that nobody else uses until it is given back.</summary>
    internal AssemblerRegisterZMM Take() => Vectors.Zmm(_free.Pop());

    /// <summary>Gives registers back.</summary>
    internal void Give(params ReadOnlySpan<AssemblerRegisterZMM> registers)
    {
        foreach (AssemblerRegisterZMM register in registers)
        {
            _free.Push(Number(register));
        }
    }

    /// <summary>The lower half of a register.</summary>
    protected static AssemblerRegisterYMM Lower(AssemblerRegisterZMM register) => Vectors.Ymm(Number(register));

    /// <summary>The lowest quarter of a register.</summary>
    protected static AssemblerRegisterXMM Lowest(AssemblerRegisterZMM register) => Vectors.Xmm(Number(register));

    /// <summary>Before the loop: the same 32 bits in every lane.</summary>
    protected AssemblerRegisterZMM Constant(uint value)
    {
        AssemblerRegisterZMM register = Take();
        Assembler.mov(eax, value);
        Assembler.vpbroadcastd(register, eax);
        return register;
    }

    /// <summary>Before the loop: sixteen bytes, four times.</summary>
    protected AssemblerRegisterZMM Table(ReadOnlySpan<byte> bytes)
    {
        AssemblerRegisterZMM register = Take();
        LoadSixteen(Lowest(register), bytes);
        Assembler.vshufi32x4(register, register, register, 0);
        return register;
    }

    /// <summary>Before the loop: 64 bytes.</summary>
    protected AssemblerRegisterZMM WholeTable(ReadOnlySpan<byte> bytes)
    {
        const int QuarterBytes = 16;
        AssemblerRegisterZMM register = Take();
        AssemblerRegisterZMM quarter = Take();
        LoadSixteen(Lowest(register), bytes);
        for (int i = 1; i < 4; i++)
        {
            LoadSixteen(Lowest(quarter), bytes.Slice(i * QuarterBytes, QuarterBytes));
            Assembler.vinserti32x4(register, register, Lowest(quarter), (byte)i);
        }

        Give(quarter);
        return register;
    }

    /// <summary>
    /// Before the function: 64 bytes of data, or fewer as often as they fit. Reading them needs no bounds: their address is a part of
    /// the instruction, and they live as long as it.
    /// </summary>
    protected Label Line(ReadOnlySpan<byte> bytes)
    {
        byte[] line = new byte[RowArguments.RegisterBytes];
        for (int i = 0; i < line.Length; i++)
        {
            line[i] = bytes[i % bytes.Length];
        }

        Label label = Assembler.CreateLabel();
        Assembler.Label(ref label);
        Assembler.db(line);
        return label;
    }

    /// <summary>Before the loop: a line's bytes.</summary>
    protected AssemblerRegisterZMM Load(Label line)
    {
        AssemblerRegisterZMM register = Take();
        Assembler.vmovdqa32(register, __zmmword_ptr[line]);
        return register;
    }

    /// <summary>Sets all bits to zero.</summary>
    internal void Clear(AssemblerRegisterZMM register) =>
        Assembler.vpxord(Lower(register), Lower(register), Lower(register));

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

    /// <summary>Where a register may be put aside.</summary>
    protected static AssemblerMemoryOperand Aside(int index) =>
        __zmmword_ptr[
            CallingConvention.Argument
                + (
                    (int)Marshal.OffsetOf<RowArguments>(nameof(RowArguments.Aside))
                    + (index * RowArguments.RegisterBytes)
                )
        ];

    /// <summary>Puts registers aside and gives them back.</summary>
    protected void PutAside(ReadOnlySpan<AssemblerRegisterZMM> registers, int index)
    {
        foreach (AssemblerRegisterZMM register in registers)
        {
            Assembler.vmovdqa32(Aside(index++), register);
        }

        Give(registers);
    }

    /// <summary>Shifts lanes left, or right when <paramref name="bits"/> is negative.</summary>
    protected void Shift(AssemblerRegisterZMM result, AssemblerRegisterZMM value, int bits)
    {
        if (bits > 0)
        {
            Assembler.vpslld(result, value, (byte)bits);
        }
        else
        {
            Assembler.vpsrld(result, value, (byte)-bits);
        }
    }

    /// <summary>Where <paramref name="mask"/> is set, bits of <paramref name="chosen"/> replace those of <paramref name="result"/>.</summary>
    protected void Choose(AssemblerRegisterZMM result, AssemblerRegisterZMM mask, AssemblerRegisterZMM chosen) =>
        Assembler.vpternlogd(result, mask, chosen, 0xB8);

    /// <summary>One byte of each lane.</summary>
    protected void UnsignedByte(AssemblerRegisterZMM result, AssemblerRegisterZMM value, int index)
    {
        Assembler.vpslld(result, value, (byte)(24 - (8 * index)));
        Assembler.vpsrld(result, result, 24);
    }

    /// <summary>One byte of each lane with its sign.</summary>
    protected void SignedByte(AssemblerRegisterZMM result, AssemblerRegisterZMM value, int index)
    {
        Assembler.vpslld(result, value, (byte)(24 - (8 * index)));
        Assembler.vpsrad(result, result, 24);
    }

    /// <summary>The lowest <paramref name="bits"/> of each lane with their sign.</summary>
    protected void Signed(AssemblerRegisterZMM value, int bits)
    {
        byte others = (byte)(32 - bits);
        Assembler.vpslld(value, value, others);
        Assembler.vpsrad(value, value, others);
    }

    private void LoadSixteen(AssemblerRegisterXMM register, ReadOnlySpan<byte> bytes)
    {
        Assembler.mov(rax, MemoryMarshal.Read<ulong>(bytes));
        Assembler.vmovq(register, rax);
        Assembler.mov(rax, MemoryMarshal.Read<ulong>(bytes[8..]));
        Assembler.vpinsrq(register, register, rax, 1);
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

    /// <summary>Within each quarter the transposition of four rows of four double words.</summary>
    protected AssemblerRegisterZMM[] Quads(AssemblerRegisterZMM[] rows)
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

    private static int Number(AssemblerRegisterZMM register) => (Register)register - Register.ZMM0;
}
