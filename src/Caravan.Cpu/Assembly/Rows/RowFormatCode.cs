// Emits what is done with sixteen rows of a type, block by block.
using System.Runtime.InteropServices;
using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace Caravan.Cpu.Assembly.Rows;

/// <summary>
/// Sixteen rows advance together; their packed quants are transposed in registers until lanes are rows, as in a tile, and unpacked
/// there. What becomes of them is the sink's: products with activations, or a tile. What differs between types is in the derived classes.
/// </summary>
internal abstract class RowFormatCode : RowFieldCode
{
    private const int NibbleBits = 4;

    private readonly RowSink _sink;

    /// <param name="assembler">Receives the instructions.</param>
    /// <param name="sink">Takes unpacked quants.</param>
    protected RowFormatCode(Assembler assembler, RowSink sink)
        : base(assembler)
    {
        _sink = sink;
        sink.Code = this;
    }

    /// <summary>Elements of a block.</summary>
    internal abstract int BlockElements { get; }

    /// <summary>Bytes of a block.</summary>
    internal abstract int BlockBytes { get; }

    /// <summary>Bytes of a block of all rows.</summary>
    internal virtual int RowsBytes => Rows * BlockBytes;

    /// <summary>Elements of a group, 16 or 32.</summary>
    internal abstract int GroupElements { get; }

    /// <summary>True when each group has a minimum.</summary>
    internal virtual bool HasMinimum => false;

    /// <summary>False when rows are read in one run, which the processor sees and fetches by itself: sooner than any instruction would.</summary>
    internal virtual bool NeedsFetching => true;

    /// <summary>True when quants are kept; false when they are multiplied, and what they are too small by may be added to sums.</summary>
    protected bool KeepsQuants => _sink.KeepsQuants;

    /// <summary>See <see cref="RowSink.Rows"/>.</summary>
    protected int RowsTogether => _sink.Rows;

    /// <summary>Emits what stands before the function: whole lines, see <see cref="RowCode.Line"/>.</summary>
    internal virtual void WriteTables() { }

    /// <summary>Emits the body of the function.</summary>
    internal void Write()
    {
        WriteConstants();
        Assembler.mov(Stride, Field(nameof(RowArguments.Stride)));
        Assembler.lea(Stride3, __[Stride + (Stride * 2)]);
        if (HasHeads)
        {
            WriteBases(nameof(RowArguments.Heads));
            WriteHeads();
        }

        WriteBases(nameof(RowArguments.Weights));
        _sink.Begin();
        Label block = Assembler.CreateLabel();
        Assembler.Label(ref block);
        _sink.BeginBlock();
        WriteBlock();
        _sink.EndBlock();
        foreach (AssemblerRegister64 row in Bases)
        {
            Assembler.add(row, BlockBytes);
        }

        Assembler.dec(Field(nameof(RowArguments.Blocks)));
        Assembler.jnz(block);
        _sink.End();
    }

    /// <summary>A field of the arguments.</summary>
    internal static AssemblerMemoryOperand Field(string name, int offset = 0) =>
        __qword_ptr[CallingConvention.Argument + ((int)Marshal.OffsetOf<RowArguments>(name) + offset)];

    /// <summary>Emits what comes before the loop.</summary>
    protected abstract void WriteConstants();

    /// <summary>True when rows have something that stands before their blocks.</summary>
    protected virtual bool HasHeads => false;

    /// <summary>Emits what reads that, which is where blocks are otherwise.</summary>
    protected virtual void WriteHeads() { }

    /// <summary>Emits one block of every row.</summary>
    protected abstract void WriteBlock();

    /// <summary>Integer sums of every column, at zero.</summary>
    protected AssemblerRegisterZMM[] Dots() => _sink.Dots();

    /// <summary>Integer sums of every column that begin at the zero point's share.</summary>
    protected AssemblerRegisterZMM[] ZeroDots(int group) => _sink.ZeroDots(group);

    /// <summary>
    /// Integer sums that begin at the zero point's share and at what is to be added for levels that are higher, where a bit is set; the rows
    /// where it is are in mask register 1 afterwards.
    /// </summary>
    /// <param name="group">The group.</param>
    /// <param name="word">Has a bit of each row.</param>
    /// <param name="bit">Which bit.</param>
    /// <param name="shiftsOfSum">
    /// The zero point's share is minus a power of two times the sum of the group's activations: how far it is shifted down to give minus
    /// what is to be added, first and then each further time.
    /// </param>
    protected AssemblerRegisterZMM[] ShiftedDots(
        int group,
        AssemblerRegisterZMM word,
        int bit,
        params ReadOnlySpan<int> shiftsOfSum
    )
    {
        AssemblerRegisterZMM[] dots = ZeroDots(group);
        AssemblerRegisterZMM sum = Take();
        Shift(sum, word, 31 - bit);
        Assembler.vpmovd2m(k1, sum);
        foreach (AssemblerRegisterZMM dot in dots)
        {
            AssemblerRegisterZMM shifted = dot;
            foreach (int shift in shiftsOfSum)
            {
                Assembler.vpsrad(sum, shifted, (byte)shift);
                Assembler.vpsubd(dot.k1, dot, sum);
                shifted = sum;
            }
        }

        Give(sum);
        return dots;
    }

    /// <summary>Takes four elements of every row.</summary>
    protected void AddProducts(AssemblerRegisterZMM[] dots, AssemblerRegisterZMM weights, int element) =>
        _sink.Add(dots, weights, element);

    /// <summary>
    /// Takes four elements of every row that stand <paramref name="bits"/> bits up in their bytes, with nothing below: in the upper nibbles
    /// unless something else is said. Their sums count too often by that power of two.
    /// </summary>
    protected void AddHighProducts(
        AssemblerRegisterZMM[] dots,
        AssemblerRegisterZMM weights,
        int element,
        int bits = NibbleBits
    ) => _sink.AddHigh(dots, weights, element, bits);

    /// <summary>Multiplies each byte with the same activation.</summary>
    protected void AddRepeated(AssemblerRegisterZMM[] dots, AssemblerRegisterZMM weights, int element) =>
        _sink.AddRepeated(dots, weights, element);

    /// <summary>Takes elements that stand anywhere in two lanes.</summary>
    /// <param name="dots">The sums.</param>
    /// <param name="words">Each has four elements for every window.</param>
    /// <param name="windows">See <see cref="RowCode.Windows"/>.</param>
    /// <param name="mask">The bits of an element.</param>
    /// <param name="element">The first element.</param>
    protected void AddWindows(
        AssemblerRegisterZMM[] dots,
        ReadOnlySpan<AssemblerRegisterZMM> words,
        ReadOnlySpan<AssemblerRegisterZMM> windows,
        AssemblerRegisterZMM mask,
        int element
    )
    {
        AssemblerRegisterZMM quants = Take();
        foreach (AssemblerRegisterZMM word in words)
        {
            foreach (AssemblerRegisterZMM window in windows)
            {
                Assembler.vpmultishiftqb(quants, window, word);
                Assembler.vpandd(quants, quants, mask);
                AddProducts(dots, quants, element);
                element += 4;
            }
        }

        Give(quants);
    }

    /// <summary>Ends a group and gives its sums' registers back.</summary>
    protected void AddGroup(AssemblerRegisterZMM[] dots, AssemblerRegisterZMM scale, int group) =>
        _sink.AddGroup(dots, scale, group);

    /// <summary>Takes a group's minimums.</summary>
    protected void AddMinimum(AssemblerRegisterZMM minimum, int group) => _sink.AddMinimum(minimum, group);

    /// <summary>Ends a group whose scale is a whole number times a float of the row, and fetches its share of what comes.</summary>
    /// <param name="dots">The group's sums, which are given back.</param>
    /// <param name="number">The whole number of each row, which is given back.</param>
    /// <param name="scale">The float of each row.</param>
    /// <param name="group">The group.</param>
    protected void EndGroup(
        AssemblerRegisterZMM[] dots,
        AssemblerRegisterZMM number,
        AssemblerRegisterZMM scale,
        int group
    )
    {
        Assembler.vcvtdq2ps(number, number);
        Assembler.vmulps(number, number, scale);
        AddGroup(dots, number, group);
        Give(number);
        FetchAhead(RowsBytes * GroupElements * (group + 1) / BlockElements);
    }

    /// <summary>Divides sums of what stands <paramref name="bits"/> bits up: of high nibbles unless something else is said.</summary>
    protected void ShiftDown(AssemblerRegisterZMM[] dots, int bits = NibbleBits)
    {
        foreach (AssemblerRegisterZMM dot in dots)
        {
            Assembler.vpsrad(dot, dot, (byte)bits);
        }
    }

    /// <summary>Divides sums in the same way, adds them to others and gives their registers back.</summary>
    protected void AddShiftedDown(AssemblerRegisterZMM[] dots, AssemblerRegisterZMM[] high, int bits = NibbleBits)
    {
        ShiftDown(high, bits);
        for (int i = 0; i < dots.Length; i++)
        {
            Assembler.vpaddd(dots[i], dots[i], high[i]);
        }

        Give(high);
    }

    /// <summary>Adds the zero point's share to sums that began at zero.</summary>
    protected void AddZero(AssemblerRegisterZMM[] dots, int group) => _sink.AddZero(dots, group);

    /// <summary>Fetches memory that is soon needed, as far as a share of <paramref name="bytes"/> of all rows' blocks goes.</summary>
    protected void FetchAhead(int bytes) => _sink.FetchAhead(bytes);

    private void WriteBases(string first)
    {
        Assembler.mov(Bases[0], Field(first));
        for (int i = 1; i < Bases.Length; i++)
        {
            Assembler.lea(Bases[i], __[Bases[i - 1] + (Stride * 4)]);
        }
    }
}
