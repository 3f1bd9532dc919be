// Registers of assembled code for rows.
using System.Runtime.InteropServices;
using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace Caravan.Cpu.Assembly.Rows;

/// <summary>Registers are taken and given back by name; tables come into them before the loop, and lanes are made of parts of others.</summary>
/// <param name="assembler">Receives the instructions.</param>
internal abstract class RowCode(Assembler assembler)
{
    /// <summary>Rows that advance together.</summary>
    internal const int Rows = 16;

    private const int VectorRegisters = 32;

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
    internal static AssemblerRegisterYMM Lower(AssemblerRegisterZMM register) => Vectors.Ymm(Number(register));

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

    /// <summary>Before the loop: sixteen levels made unsigned, or fewer as often as they fit.</summary>
    /// <param name="levels">The levels.</param>
    /// <param name="zeroPoint">What is added to them.</param>
    protected AssemblerRegisterZMM Levels(ReadOnlySpan<sbyte> levels, int zeroPoint)
    {
        const int TableBytes = 16;
        byte[] bytes = new byte[TableBytes];
        for (int i = 0; i < bytes.Length; i++)
        {
            bytes[i] = (byte)(levels[i % levels.Length] + zeroPoint);
        }

        return Table(bytes);
    }

    /// <summary>Before the loop: 64 levels made unsigned, or 32 twice, for a permutation of bytes.</summary>
    protected AssemblerRegisterZMM AllLevels(ReadOnlySpan<sbyte> levels)
    {
        byte[] bytes = new byte[RowArguments.RegisterBytes];
        for (int i = 0; i < bytes.Length; i++)
        {
            bytes[i] = (byte)(levels[i % levels.Length] + 128);
        }

        return WholeTable(bytes);
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

    private static int Number(AssemblerRegisterZMM register) => (Register)register - Register.ZMM0;
}
