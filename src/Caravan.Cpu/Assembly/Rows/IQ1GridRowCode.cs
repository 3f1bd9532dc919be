// What IQ1_S and IQ1_M have in common in an assembled row product.
using Caravan.Cpu.Kernels.MatMul.Rows;
using Caravan.Tensors.Codebooks;
using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace Caravan.Cpu.Assembly.Rows;

/// <summary>Points of -1, 0 and 1 that are moved by an eighth, in eighths.</summary>
/// <remarks>
/// Points ascend as numbers whose upper digits are the last four elements, and of sixteen successive points at most two have different
/// ones: these are looked up by the number of the sixteen, with the place where the second begins. The first four elements need all sixteen sections.
/// </remarks>
internal abstract class IQ1GridRowCode(Assembler assembler, RowSink sink)
    : EightGridRowCode(assembler, sink, IQ1Grid.Codebook, ScaleUnit)
{
    private const int Eighths = 8;
    private const float ScaleUnit = 1f / Eighths;
    private const int StepPoints = 16;
    private const int StepBits = 4;
    private const int Sections = 16;
    private const byte NotLess = 5;

    private static readonly AssemblerRegisterK[] OddMasks = [k4, k5, k6, k7];

    private readonly List<(Label Number, Label[] Even, Label[] Odd)> _sections = [];
    private Label[] _bases = [];
    private Label[] _nexts = [];
    private Label[] _starts = [];
    private Label _nibbles;
    private Label _highBits;
    private Label _lowPairs;
    private Label _swapPairs;

    /// <inheritdoc/>
    protected override int ScaleBits => 3;

    /// <inheritdoc/>
    protected override int SecondUpperBit => FirstUpperBit;

    /// <inheritdoc/>
    protected override byte Unsigned(int level, bool upper) =>
        (byte)(GridPoints.IQ1Zero + (Eighths * level) + (upper ? -1 : 1));

    /// <inheritdoc/>
    protected override void WritePointTables()
    {
        GridSteps steps = new(IQ1Grid.Codebook, StepPoints, [6, 4, 7, 5]);
        byte[] lower = GridCodes.Bytes(IQ1Grid.Codebook, [0, 2, 1, 3]);
        for (int pair = 0; pair < Sections / 2; pair++)
        {
            _sections.Add((Line([(byte)pair]), Section(lower, 2 * pair), Section(lower, (2 * pair) + 1)));
        }

        _bases = Section(steps.Bases, 0);
        _nexts = Section(steps.Nexts, 0);
        _starts = Section(steps.Starts, 0);
        _nibbles = Line([0x0F]);
        _highBits = Line([(Sections / 2) - 1]);
        _lowPairs = Line([0x33]);
        _swapPairs = Matrix([4, 8, 1, 2, 64, 128, 16, 32]);
    }

    /// <inheritdoc/>
    protected override AssemblerRegisterZMM[] LookUpBytes(
        Span<AssemblerRegisterZMM> numbers,
        ReadOnlySpan<AssemblerRegisterZMM> sections
    )
    {
        AssemblerRegisterZMM[] bytes = LookUpUpper(numbers, sections);
        LookUpLower(numbers, sections);
        // Elements 0, 2, 1, 3 and 6, 4, 7, 5 become 0, 4, 1, 5 and 6, 2, 7, 3, of which pairs are swapped.
        AssemblerRegisterZMM lowPairs = Load(_lowPairs);
        for (int i = 0; i < numbers.Length; i++)
        {
            AssemblerRegisterZMM second = Copy(numbers[i]);
            Choose(second, lowPairs, bytes[i]);
            Choose(bytes[i], lowPairs, numbers[i]);
            Transform(second, _swapPairs);
            Give(numbers[i]);
            numbers[i] = bytes[i];
            bytes[i] = second;
        }

        Give(lowPairs);
        return bytes;
    }

    // The last four elements of points.
    private AssemblerRegisterZMM[] LookUpUpper(
        ReadOnlySpan<AssemblerRegisterZMM> numbers,
        ReadOnlySpan<AssemblerRegisterZMM> sections
    )
    {
        AssemblerRegisterZMM nibbles = Load(_nibbles);
        AssemblerRegisterZMM[] tables = [Load(_bases[0]), Load(_nexts[0]), Load(_starts[0])];
        AssemblerRegisterZMM[] uppers = new AssemblerRegisterZMM[numbers.Length];
        for (int i = 0; i < numbers.Length; i++)
        {
            AssemblerRegisterZMM step = Take();
            AssemblerRegisterZMM place = Take();
            Assembler.vpsllw(step, sections[i], StepBits);
            Assembler.vpsrlw(place, numbers[i], StepBits);
            Choose(step, nibbles, place);
            AssemblerRegisterZMM next = Copy(step);
            AssemblerRegisterZMM start = Copy(step);
            Assembler.vpermi2b(step, tables[0], __zmmword_ptr[_bases[1]]);
            Assembler.vpermi2b(next, tables[1], __zmmword_ptr[_nexts[1]]);
            Assembler.vpermi2b(start, tables[2], __zmmword_ptr[_starts[1]]);
            Assembler.vpandd(place, numbers[i], nibbles);
            Assembler.vpcmpub(k1, place, start, NotLess);
            Assembler.vmovdqu8(step.k1, next);
            Give(place, next, start);
            uppers[i] = step;
        }

        Give(nibbles);
        Give(tables);
        return uppers;
    }

    // The first four elements: of even sections in one register, of odd ones in another, which have the same bits above the byte's.
    private void LookUpLower(ReadOnlySpan<AssemblerRegisterZMM> numbers, ReadOnlySpan<AssemblerRegisterZMM> sections)
    {
        AssemblerRegisterZMM[] others = new AssemblerRegisterZMM[numbers.Length];
        AssemblerRegisterZMM own = Load(_highBits);
        for (int i = 0; i < numbers.Length; i++)
        {
            others[i] = Copy(numbers[i]);
            Assembler.vpmovb2m(OddMasks[i], numbers[i]);
            Assembler.vpandd(sections[i], sections[i], own);
        }

        AssemblerRegisterZMM[] tables = [Take(), Take(), Take(), Take()];
        for (int pair = 0; pair < Sections / 2; pair++)
        {
            (Label number, Label[] even, Label[] odd) = _sections[pair];
            Assembler.vmovdqa32(own, __zmmword_ptr[number]);
            Assembler.vmovdqa32(tables[0], __zmmword_ptr[even[0]]);
            Assembler.vmovdqa32(tables[1], __zmmword_ptr[even[1]]);
            Assembler.vmovdqa32(tables[2], __zmmword_ptr[odd[0]]);
            Assembler.vmovdqa32(tables[3], __zmmword_ptr[odd[1]]);
            for (int i = 0; i < numbers.Length; i++)
            {
                Assembler.vpcmpeqb(k1, sections[i], own);
                Assembler.vpermi2b(numbers[i].k1, tables[0], tables[1]);
                Assembler.vpermi2b(others[i].k1, tables[2], tables[3]);
            }
        }

        for (int i = 0; i < numbers.Length; i++)
        {
            AssemblerRegisterZMM odd = i switch
            {
                0 => numbers[i].k4,
                1 => numbers[i].k5,
                2 => numbers[i].k6,
                _ => numbers[i].k7,
            };
            Assembler.vmovdqu8(odd, others[i]);
        }

        Give(own);
        Give(tables);
        Give(others);
    }
}
