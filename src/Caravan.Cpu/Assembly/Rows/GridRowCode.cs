// Types whose quants are points of a grid, in an assembled row product.
using System.Runtime.InteropServices;
using Caravan.Tensors.Codebooks;
using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace Caravan.Cpu.Assembly.Rows;

/// <summary>
/// Numbers of points are bytes and a few bits above them, four points a lane. A permutation of the bytes of two registers looks 64 numbers
/// up among 128 points, a section of the grid; so each section is asked in turn for the numbers that are its own. What is found are the
/// two bytes of <see cref="GridCodes"/>, which are spread to bytes, one an element, and given signs.
/// Needs AVX512-VBMI and GFNI.
/// </summary>
internal abstract class GridRowCode : SpreadRowCode
{
    /// <summary>Points of a lane, each in a byte.</summary>
    protected const int LanePoints = LaneBytes;

    /// <summary>Lanes whose points are looked up together.</summary>
    protected const int RunLanes = 4;

    /// <summary>The bit of a double word that has four times seven signs below it where a scale begins.</summary>
    protected const int PackedScaleBit = LanePoints * PackedSignsOfPoint;

    /// <summary>Points that one permutation looks up.</summary>
    protected const int SectionPoints = 128;

    private const int LineBytes = RowArguments.RegisterBytes;
    private const byte SectionBit = 0x80;
    private const int PackedSignsOfPoint = 7;

    private readonly GridCodebook _grid;
    private readonly float _scaleUnit;
    private readonly List<(Label Number, Label[] First, Label[] Second)> _sections = [];
    private Label _firstWords;
    private Label _lastWords;
    private Label _sectionBit;
    private Label _sectionBits;
    private Label _oddNumbers;

    /// <param name="assembler">Receives the instructions.</param>
    /// <param name="sink">Takes unpacked quants.</param>
    /// <param name="grid">The points.</param>
    /// <param name="scaleUnit">A group's scale is that times the block's scale times an odd number.</param>
    protected GridRowCode(Assembler assembler, RowSink sink, GridCodebook grid, float scaleUnit)
        : base(assembler, sink)
    {
        _grid = grid;
        _scaleUnit = scaleUnit;
        Codes = new GridCodes(grid);
    }

    /// <inheritdoc/>
    internal sealed override int BlockElements => 256;

    /// <summary>Bits of a group's scale.</summary>
    protected virtual int ScaleBits => 4;

    /// <summary>The points as codes.</summary>
    protected GridCodes Codes { get; }

    /// <summary>The bits of <see cref="PackedSigns"/> that the eight signs of a window are the parity of.</summary>
    protected static ReadOnlySpan<byte> PackedSignBits => [1, 2, 4, 8, 16, 32, 64, 127];

    /// <summary>The bytes of a lane in which its points' numbers are.</summary>
    protected virtual ReadOnlySpan<byte> Places => [0, 1, 2, 3];

    /// <summary>The scales of the rows' blocks.</summary>
    protected AssemblerRegisterZMM Scale { get; set; }

    /// <inheritdoc/>
    internal override void WriteTables()
    {
        WritePointTables();
        _firstWords = WriteWordOrder(0);
        _lastWords = WriteWordOrder(2);
        _sectionBit = Line([SectionBit]);
        _sectionBits = Line([(byte)(SectionBit | ((_grid.Points / (2 * SectionPoints)) - 1))]);
        float[] oddNumbers = new float[1 << ScaleBits];
        for (int i = 0; i < oddNumbers.Length; i++)
        {
            oddNumbers[i] = ((2 * i) + 1) * _scaleUnit;
        }

        _oddNumbers = Line(MemoryMarshal.AsBytes(oddNumbers));
    }

    /// <summary>Before the function: what <see cref="LookUpBytes"/> needs.</summary>
    protected virtual void WritePointTables()
    {
        for (int section = 0; section < _grid.Points / SectionPoints; section++)
        {
            _sections.Add((SectionNumber(section), Section(Codes.First, section), Section(Codes.Second, section)));
        }
    }

    /// <summary>Before the function: the bytes of a section's points, as two lines.</summary>
    protected Label[] Section(byte[] bytes, int section) =>
        [
            Line(bytes.AsSpan(section * SectionPoints, LineBytes)),
            Line(bytes.AsSpan((section * SectionPoints) + LineBytes, LineBytes)),
        ];

    /// <summary>Before the function: the windows of four times seven signs, of which an eighth is the parity.</summary>
    protected Label PackedSigns() => Windows(point => point * PackedSignsOfPoint);

    /// <summary>Makes bytes whose lowest bits are those of numbers above their low byte what sections are found by.</summary>
    /// <param name="high">The bytes, which receive that.</param>
    /// <param name="low">The low bytes of numbers.</param>
    protected void WriteSections(AssemblerRegisterZMM high, AssemblerRegisterZMM low)
    {
        AssemblerRegisterZMM bit = Load(_sectionBit);
        Choose(high, bit, low);
        Assembler.vpandd(high, high, __zmmword_ptr[_sectionBits]);
        Give(bit);
    }

    /// <summary>The numbers' low bytes of four lanes. Those of four more are put aside before an even run and are there for the odd one.</summary>
    /// <param name="offset">To the first in the block.</param>
    /// <param name="run">Which four.</param>
    /// <param name="aside">Where there is room for four registers.</param>
    protected AssemblerRegisterZMM[] PointLanes(int offset, int run, int aside)
    {
        AssemblerRegisterZMM[] lanes;
        if (run % 2 == 0)
        {
            lanes = Wide(offset + (run * RunLanes * sizeof(uint)));
            PutAside(lanes.AsSpan(RunLanes), aside);
            return lanes[..RunLanes];
        }

        lanes = new AssemblerRegisterZMM[RunLanes];
        for (int i = 0; i < lanes.Length; i++)
        {
            lanes[i] = Take();
            Assembler.vmovdqa32(lanes[i], Aside(aside + i));
        }

        return lanes;
    }

    /// <summary>Looks up points of a grid of two sections.</summary>
    /// <inheritdoc cref="LookUp(Span{AssemblerRegisterZMM}, ReadOnlySpan{AssemblerRegisterZMM})"/>
    protected AssemblerRegisterZMM[] LookUp(Span<AssemblerRegisterZMM> numbers)
    {
        AssemblerRegisterZMM[] sections = new AssemblerRegisterZMM[numbers.Length];
        for (int i = 0; i < numbers.Length; i++)
        {
            sections[i] = Copy(numbers[i]);
        }

        return LookUp(numbers, sections);
    }

    /// <summary>Looks up points.</summary>
    /// <param name="numbers">Their numbers' low bytes; receives the words of codes of the first two points of each lane.</param>
    /// <param name="sections">What their sections are found by, which is given back.</param>
    /// <returns>For each the words of codes of the last two points.</returns>
    protected AssemblerRegisterZMM[] LookUp(
        Span<AssemblerRegisterZMM> numbers,
        ReadOnlySpan<AssemblerRegisterZMM> sections
    )
    {
        AssemblerRegisterZMM[] seconds = LookUpBytes(numbers, sections);
        Give(sections);
        for (int i = 0; i < numbers.Length; i++)
        {
            AssemblerRegisterZMM words = Load(_firstWords);
            Assembler.vpermi2b(words, numbers[i], seconds[i]);
            AssemblerRegisterZMM lastWords = Load(_lastWords);
            Assembler.vpermi2b(lastWords, numbers[i], seconds[i]);
            Give(numbers[i], seconds[i]);
            numbers[i] = words;
            seconds[i] = lastWords;
        }

        return seconds;
    }

    /// <summary>Looks up points.</summary>
    /// <param name="numbers">Their numbers' low bytes; receives the first bytes of their codes.</param>
    /// <param name="sections">What their sections are found by.</param>
    /// <returns>For each the second bytes of codes.</returns>
    protected virtual AssemblerRegisterZMM[] LookUpBytes(
        Span<AssemblerRegisterZMM> numbers,
        ReadOnlySpan<AssemblerRegisterZMM> sections
    )
    {
        AssemblerRegisterZMM[] seconds = new AssemblerRegisterZMM[numbers.Length];
        for (int i = 0; i < numbers.Length; i++)
        {
            seconds[i] = Copy(numbers[i]);
        }

        AssemblerRegisterZMM own = Take();
        AssemblerRegisterZMM[] tables = [Take(), Take(), Take(), Take()];
        for (int section = 0; section < _sections.Count; section++)
        {
            (Label number, Label[] first, Label[] second) = _sections[section];
            Assembler.vmovdqa32(own, __zmmword_ptr[_sections.Count == 2 ? _sectionBit : number]);
            Assembler.vmovdqa32(tables[0], __zmmword_ptr[first[0]]);
            Assembler.vmovdqa32(tables[1], __zmmword_ptr[first[1]]);
            Assembler.vmovdqa32(tables[2], __zmmword_ptr[second[0]]);
            Assembler.vmovdqa32(tables[3], __zmmword_ptr[second[1]]);
            for (int i = 0; i < numbers.Length; i++)
            {
                WriteMask(sections[i], own, section);
                Assembler.vpermi2b(numbers[i].k1, tables[0], tables[1]);
                Assembler.vpermi2b(seconds[i].k1, tables[2], tables[3]);
            }
        }

        Give(own);
        Give(tables);
        return seconds;
    }

    /// <summary>Ends a group whose scale is an odd number, one more than twice some bits, times the block's.</summary>
    /// <param name="dots">The group's sums.</param>
    /// <param name="source">Has the bits.</param>
    /// <param name="bit">The lowest of them.</param>
    /// <param name="group">The group.</param>
    protected void EndGroup(AssemblerRegisterZMM[] dots, AssemblerMemoryOperand source, int bit, int group)
    {
        // The permutation looks at four bits of each lane.
        AssemblerRegisterZMM number = Take();
        if (bit == 0)
        {
            Assembler.vmovdqa32(number, source);
        }
        else
        {
            Assembler.vpsrld(number, source, (byte)bit);
        }

        Assembler.vpermps(number, number, __zmmword_ptr[_oddNumbers]);
        Assembler.vmulps(number, number, Scale);
        AddGroup(dots, number, group);
        Give(number);
        FetchAhead(Rows * BlockBytes * GroupElements * (group + 1) / BlockElements);
    }

    private Label SectionNumber(int section) => Line([(byte)((section % 2 * SectionBit) | (section / 2))]);

    // Which bytes are the section's own: of two sections one bit tells.
    private void WriteMask(AssemblerRegisterZMM sections, AssemblerRegisterZMM own, int section)
    {
        if (_sections.Count > 2)
        {
            Assembler.vpcmpeqb(k1, sections, own);
        }
        else if (section == 0)
        {
            Assembler.vptestnmb(k1, sections, own);
        }
        else
        {
            Assembler.vptestmb(k1, sections, own);
        }
    }

    // Bytes of two registers side by side: both bytes of one point of each lane, then both of another.
    private Label WriteWordOrder(int point)
    {
        byte[] order = new byte[LineBytes];
        for (int i = 0; i < order.Length; i++)
        {
            int lane = i / LaneBytes * LaneBytes;
            int place = Places[point + (i % LaneBytes / 2)];
            order[i] = (byte)(lane + place + (i % 2 * LineBytes));
        }

        return Line(order);
    }
}
