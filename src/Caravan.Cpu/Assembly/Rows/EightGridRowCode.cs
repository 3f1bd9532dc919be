// Types whose points have eight elements, in an assembled row product.
using Caravan.Tensors.Codebooks;
using Iced.Intel;

namespace Caravan.Cpu.Assembly.Rows;

/// <summary>
/// A window of four bits on a point's word has the codes of elements i and i + 4; two more bits above them say what is made of these. One
/// permutation takes the first four elements from such bytes, another one the last four.
/// </summary>
internal abstract class EightGridRowCode(Assembler assembler, RowSink sink, GridCodebook grid, float scaleUnit)
    : GridRowCode(assembler, sink, grid, scaleUnit)
{
    /// <summary>The first of the bits above two codes.</summary>
    protected const int FirstUpperBit = 4;

    /// <summary>Elements of a point.</summary>
    protected const int PointElements = 8;

    private const int CodeBits = 2;
    private const int Codes4 = 1 << CodeBits;
    private const int WordBits = 16;
    private const int QuadElements = 4;

    private readonly Label[] _windowLines = new Label[2];
    private readonly Label[] _levelLines = new Label[2];
    private Label _upperLine;
    private AssemblerRegisterZMM[] _windows = [];
    private AssemblerRegisterZMM[] _levels = [];
    private AssemblerRegisterZMM _upper;

    /// <summary>The bit that says what is made of the last four elements.</summary>
    protected abstract int SecondUpperBit { get; }

    /// <inheritdoc/>
    internal override void WriteTables()
    {
        base.WriteTables();
        for (int i = 0; i < 2; i++)
        {
            int word = i;
            _windowLines[i] = Windows(byteOfLane => (word * WordBits) + (byteOfLane * 2 * CodeBits));
            int upperBit = i == 0 ? FirstUpperBit : SecondUpperBit;
            byte[] levels = new byte[RowArguments.RegisterBytes];
            for (int index = 0; index < levels.Length; index++)
            {
                int code = (index >> (i * CodeBits)) % Codes4;
                // There are three levels.
                levels[index] = Unsigned(
                    Codes.Levels[Math.Min(code, Codes.Levels.Length - 1)],
                    ((index >> upperBit) & 1) != 0
                );
            }

            _levelLines[i] = Line(levels);
        }

        _upperLine = Line([3 << FirstUpperBit]);
    }

    /// <inheritdoc/>
    protected override void WriteConstants()
    {
        _windows = [Load(_windowLines[0]), Load(_windowLines[1])];
        _levels = [Load(_levelLines[0]), Load(_levelLines[1])];
        _upper = Load(_upperLine);
    }

    /// <summary>The unsigned quant that a level becomes.</summary>
    /// <param name="level">The grid's level.</param>
    /// <param name="upper">The bit above the codes.</param>
    protected abstract byte Unsigned(int level, bool upper);

    /// <summary>Takes the elements of a point.</summary>
    /// <param name="dots">The sums.</param>
    /// <param name="words">Words of codes.</param>
    /// <param name="word">Which of a lane's two.</param>
    /// <param name="upper">Bytes that have the bits above the codes.</param>
    /// <param name="element">The first element.</param>
    protected void AddPoint(
        AssemblerRegisterZMM[] dots,
        AssemblerRegisterZMM words,
        int word,
        AssemblerRegisterZMM upper,
        int element
    )
    {
        AssemblerRegisterZMM codes = Take();
        AssemblerRegisterZMM quants = Take();
        Assembler.vpmultishiftqb(codes, _windows[word], words);
        Choose(codes, _upper, upper);
        Assembler.vpermb(quants, codes, _levels[0]);
        AddProducts(dots, quants, element);
        Assembler.vpermb(quants, codes, _levels[1]);
        AddProducts(dots, quants, element + QuadElements);
        Give(codes, quants);
    }
}
