// Emits the product of sixteen weight rows, straight from memory, with one to four columns, in AVX-512 with VNNI.
using System.Runtime.InteropServices;
using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace Caravan.Cpu.Assembly.Rows;

/// <summary>
/// The kernel of token generation. Sixteen rows advance together, block by block; their packed quants are transposed in registers
/// until lanes are rows, as in a tile, and unpacked there. In each group vpdpbusd sums the products of unsigned weights and signed
/// activations, exactly; then one multiplication and one fused addition bring the group into the running sums, in the order of
/// the tile products, so that results are the same to the last bit. What differs between types is in the derived classes.
/// </summary>
/// <param name="assembler">Receives the instructions.</param>
/// <param name="columns">1 to <see cref="RowProductArguments.MostColumns"/>.</param>
internal abstract class RowProductCode(Assembler assembler, int columns) : RowCode(assembler)
{
    /// <summary>Elements of an activation row that share a scale.</summary>
    protected const int PartElements = 32;

    private const int CacheLine = 64;
    private const int FurtherAhead = 24 << 10;

    private static readonly AssemblerRegister64 QuantAt = r8;
    private static readonly AssemblerRegister64 ScaleAt = r9;
    private static readonly AssemblerRegister64 SumAt = r10;
    private static readonly AssemblerRegister64 Ahead = r11;
    private static readonly AssemblerRegister64[] Activations = [r12, r13, r14, r15];

    private readonly List<AssemblerRegisterZMM> _sums = [];
    private readonly List<AssemblerRegisterZMM> _minimumSums = [];
    private int _aheadLine;

    /// <summary>Elements of a block.</summary>
    protected abstract int BlockElements { get; }

    /// <summary>Bytes of a block.</summary>
    protected abstract int BlockBytes { get; }

    /// <summary>Elements of a group, 16 or 32.</summary>
    protected abstract int GroupElements { get; }

    /// <summary>True when each group has a minimum.</summary>
    protected virtual bool HasMinimum => false;

    /// <summary>Columns.</summary>
    protected int Columns => columns;

    /// <summary>Emits the body of the function.</summary>
    internal void Write()
    {
        WriteConstants();
        for (int i = 0; i < columns; i++)
        {
            _sums.Add(Take());
            Clear(_sums[i]);
            if (HasMinimum)
            {
                _minimumSums.Add(Take());
                Clear(_minimumSums[i]);
            }

            Assembler.mov(Activations[i], Field(nameof(RowProductArguments.Activations), i * sizeof(ulong)));
        }

        Assembler.mov(Stride, Field(nameof(RowProductArguments.Stride)));
        Assembler.lea(Stride3, __[Stride + (Stride * 2)]);
        Assembler.mov(Bases[0], Field(nameof(RowProductArguments.Weights)));
        for (int i = 1; i < Bases.Length; i++)
        {
            Assembler.lea(Bases[i], __[Bases[i - 1] + (Stride * 4)]);
        }

        // Behind these sixteen rows, and some way on: what lies nearer than that comes too late from pages of 4 KiB.
        Assembler.lea(Ahead, __[Bases[3] + (Stride * 4) + FurtherAhead]);
        Assembler.xor(QuantAt, QuantAt);
        Assembler.mov(ScaleAt, Field(nameof(RowProductArguments.ScaleAt)));
        Assembler.mov(SumAt, Field(nameof(RowProductArguments.SumAt)));
        Label block = Assembler.CreateLabel();
        Assembler.Label(ref block);
        _aheadLine = 0;
        WriteBlock();
        FetchAhead(Rows * BlockBytes);
        foreach (AssemblerRegister64 row in Bases)
        {
            Assembler.add(row, BlockBytes);
        }

        Assembler.add(Ahead, Rows * BlockBytes);
        Assembler.add(QuantAt, BlockElements);
        Assembler.add(ScaleAt, BlockElements / PartElements * sizeof(float));
        Assembler.add(SumAt, BlockElements / GroupElements * sizeof(float));
        Assembler.dec(Field(nameof(RowProductArguments.Blocks)));
        Assembler.jnz(block);
        WriteResults();
    }

    /// <summary>Emits what comes before the loop.</summary>
    protected abstract void WriteConstants();

    /// <summary>Emits one block of every row.</summary>
    protected abstract void WriteBlock();

    /// <summary>The four bytes of activations from an element of the block on, for each lane.</summary>
    protected static AssemblerMemoryOperand Quants(int column, int element) =>
        __dword_bcst[Activations[column] + QuantAt + element];

    /// <summary>The scale of the activations of a group of the block.</summary>
    protected AssemblerMemoryOperand Scale(int column, int group) =>
        __dword_bcst[Activations[column] + ScaleAt + (group * GroupElements / PartElements * sizeof(float))];

    /// <summary>Of a group of the block what <see cref="RowProductArguments.SumAt"/> is about.</summary>
    protected static AssemblerMemoryOperand Sum(int column, int group) =>
        __dword_bcst[Activations[column] + SumAt + (group * sizeof(float))];

    /// <summary>Integer sums of every column, at zero.</summary>
    protected AssemblerRegisterZMM[] Dots()
    {
        AssemblerRegisterZMM[] dots = new AssemblerRegisterZMM[columns];
        for (int i = 0; i < columns; i++)
        {
            dots[i] = Take();
            Clear(dots[i]);
        }

        return dots;
    }

    /// <summary>Integer sums of every column that begin at the zero point's share.</summary>
    protected AssemblerRegisterZMM[] ZeroDots(int group)
    {
        AssemblerRegisterZMM[] dots = new AssemblerRegisterZMM[columns];
        for (int i = 0; i < columns; i++)
        {
            dots[i] = Take();
            Assembler.vpbroadcastd(dots[i], __dword_ptr[Activations[i] + SumAt + (group * sizeof(int))]);
        }

        return dots;
    }

    /// <summary>Adds the products of four elements.</summary>
    protected void AddProducts(AssemblerRegisterZMM[] dots, AssemblerRegisterZMM weights, int element)
    {
        for (int i = 0; i < columns; i++)
        {
            Assembler.vpdpbusd(dots[i], weights, Quants(i, element));
        }
    }

    /// <summary>Brings a group's sums into the running sums and gives their registers back.</summary>
    protected void AddGroup(AssemblerRegisterZMM[] dots, AssemblerRegisterZMM scale, int group)
    {
        AssemblerRegisterZMM factor = Take();
        for (int i = 0; i < columns; i++)
        {
            Assembler.vcvtdq2ps(dots[i], dots[i]);
            Assembler.vmulps(factor, scale, Scale(i, group));
            Assembler.vfmadd231ps(_sums[i], dots[i], factor);
        }

        Give(factor);
        Give(dots);
    }

    /// <summary>Divides sums of high nibbles, which count sixteenfold.</summary>
    protected void ShiftDown(AssemblerRegisterZMM[] dots)
    {
        foreach (AssemblerRegisterZMM dot in dots)
        {
            Assembler.vpsrad(dot, dot, 4);
        }
    }

    /// <summary>Brings a group's minimums into their running sums.</summary>
    protected void AddMinimum(AssemblerRegisterZMM minimum, int group)
    {
        for (int i = 0; i < columns; i++)
        {
            Assembler.vfmadd231ps(_minimumSums[i], minimum, Sum(i, group));
        }
    }

    /// <summary>Fetches the next rows' memory up to <paramref name="bytes"/> for this block, where not yet done.</summary>
    protected void FetchAhead(int bytes)
    {
        // Into the second-level cache: the first one has too few buffers for lines on their way to keep memory busy.
        for (; _aheadLine < bytes; _aheadLine += CacheLine)
        {
            Assembler.prefetcht1(__[Ahead + _aheadLine]);
        }
    }

    private static AssemblerMemoryOperand Field(string name, int offset = 0) =>
        __qword_ptr[CallingConvention.Argument + ((int)Marshal.OffsetOf<RowProductArguments>(name) + offset)];

    private void WriteResults()
    {
        for (int i = 0; i < columns; i++)
        {
            if (HasMinimum)
            {
                Assembler.vsubps(_sums[i], _sums[i], _minimumSums[i]);
            }

            Assembler.mov(rax, Field(nameof(RowProductArguments.Destinations), i * sizeof(ulong)));
            Assembler.vmovups(__zmmword_ptr[rax], _sums[i]);
        }
    }
}
