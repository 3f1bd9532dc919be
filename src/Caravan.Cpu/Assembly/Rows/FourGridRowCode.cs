// What IQ3_XXS and IQ3_S have in common in an assembled row product.
using Caravan.Tensors.Codebooks;
using Iced.Intel;

namespace Caravan.Cpu.Assembly.Rows;

/// <summary>Points of four magnitudes with a sign for each element, which becomes the fourth bit of its code.</summary>
/// <param name="assembler">Receives the instructions.</param>
/// <param name="sink">Takes unpacked quants.</param>
/// <param name="grid">The points.</param>
/// <param name="scaleUnit">See <see cref="GridRowCode"/>.</param>
/// <param name="zeroPoint">What makes quants unsigned.</param>
internal abstract class FourGridRowCode(
    Assembler assembler,
    RowSink sink,
    GridCodebook grid,
    float scaleUnit,
    int zeroPoint
) : GridRowCode(assembler, sink, grid, scaleUnit)
{
    /// <summary>A group has eight points, whose numbers are two lanes.</summary>
    protected const int GroupLanes = 2;

    /// <summary>Groups whose bytes are a lane.</summary>
    protected const int LaneGroups = 4;

    private const int CodeBits = 4;
    private const int SignBit = 3;
    private const int WordBits = 16;
    private const int PointElements = 4;

    // Points of a word each, two a lane; signs of two points are a byte.
    private const int LaneWords = 2;
    private const int SignBytes = 4;

    private readonly Label[] _windowLines = new Label[LaneWords];
    private readonly Label[] _signLines = new Label[SignBytes];
    private Label _levelLine;
    private Label _signBitLine;
    private AssemblerRegisterZMM[] _windows = [];
    private AssemblerRegisterZMM[] _signs = [];
    private AssemblerRegisterZMM _levels;
    private AssemblerRegisterZMM _signBits;

    /// <inheritdoc/>
    internal sealed override int GroupElements => 32;

    /// <summary>Puts a byte of signs in order: of even elements in the lower nibble, of odd ones in the upper.</summary>
    protected Label SignOrder { get; private set; }

    /// <summary>For each sign of eight the bits of its byte that it is the parity of.</summary>
    protected abstract ReadOnlySpan<byte> SignBits { get; }

    /// <inheritdoc/>
    internal override void WriteTables()
    {
        base.WriteTables();
        ReadOnlySpan<byte> bits = SignBits;
        SignOrder = Matrix([bits[0], bits[2], bits[4], bits[6], bits[1], bits[3], bits[5], bits[7]]);
        for (int i = 0; i < _windowLines.Length; i++)
        {
            int word = i;
            _windowLines[i] = Windows(byteOfLane => (word * WordBits) + (byteOfLane * CodeBits));
        }

        for (int i = 0; i < _signLines.Length; i++)
        {
            int signs = i * 8;
            _signLines[i] = Windows(byteOfLane => signs + byteOfLane - SignBit);
        }

        byte[] levels = new byte[1 << CodeBits];
        for (int code = 0; code < levels.Length; code++)
        {
            int level = Codes.Levels[code % Codes.Levels.Length];
            levels[code] = (byte)(zeroPoint + (code < Codes.Levels.Length ? level : -level));
        }

        _levelLine = Line(levels);
        _signBitLine = Line([(1 << SignBit) | (1 << (SignBit + CodeBits))]);
    }

    /// <inheritdoc/>
    protected override void WriteConstants()
    {
        _windows = [.. _windowLines.Select(Load)];
        _signs = [.. _signLines.Select(Load)];
        _levels = Load(_levelLine);
        _signBits = Load(_signBitLine);
    }

    /// <summary>Takes the elements of a group's points and gives the registers of their words back.</summary>
    /// <param name="dots">The sums.</param>
    /// <param name="words">The words of codes of two points of each lane, of the last two, and both again.</param>
    /// <param name="signs">The group's signs, in order.</param>
    /// <param name="group">The group.</param>
    protected void AddPoints(
        AssemblerRegisterZMM[] dots,
        ReadOnlySpan<AssemblerRegisterZMM> words,
        AssemblerRegisterZMM signs,
        int group
    )
    {
        AssemblerRegisterZMM quants = Take();
        for (int i = 0; i < words.Length; i++)
        {
            Assembler.vpmultishiftqb(quants, _signs[i], signs);
            Choose(words[i], _signBits, quants);
            for (int word = 0; word < LaneWords; word++)
            {
                Assembler.vpmultishiftqb(quants, _windows[word], words[i]);
                Assembler.vpermb(quants, quants, _levels);
                AddProducts(dots, quants, (group * GroupElements) + (((i * LaneWords) + word) * PointElements));
            }
        }

        Give(quants);
        Give(words);
    }
}
