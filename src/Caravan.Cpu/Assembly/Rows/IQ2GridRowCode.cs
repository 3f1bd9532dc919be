// What IQ2_XXS, IQ2_XS and IQ2_S have in common in an assembled row product.
using Caravan.Cpu.Kernels.MatMul.Rows;
using Caravan.Tensors.Codebooks;
using Iced.Intel;

namespace Caravan.Cpu.Assembly.Rows;

/// <summary>Points of magnitudes with a sign for each element.</summary>
internal abstract class IQ2GridRowCode(Assembler assembler, RowSink sink, GridCodebook grid)
    : EightGridRowCode(assembler, sink, grid, ScaleUnit)
{
    // Of d * (s + 1/2) / 4 with the odd number 2 * s + 1.
    private const float ScaleUnit = 0.125f;

    private readonly Label[] _signLines = new Label[LanePoints];
    private readonly AssemblerRegisterZMM[] _signs = new AssemblerRegisterZMM[LanePoints];

    /// <summary>Puts a byte of signs in order, those of elements i and i + 4 side by side.</summary>
    protected Label SignOrder { get; private set; }

    /// <summary>For each sign of eight the bits of its byte that it is the parity of.</summary>
    protected abstract ReadOnlySpan<byte> SignBits { get; }

    /// <inheritdoc/>
    protected override int SecondUpperBit => FirstUpperBit + 1;

    /// <inheritdoc/>
    internal override void WriteTables()
    {
        base.WriteTables();
        ReadOnlySpan<byte> bits = SignBits;
        SignOrder = Matrix([bits[0], bits[4], bits[1], bits[5], bits[2], bits[6], bits[3], bits[7]]);
        for (int point = 0; point < LanePoints; point++)
        {
            int place = Places[point];
            _signLines[point] = Windows(byteOfLane => (8 * place) + (2 * byteOfLane) - FirstUpperBit);
        }
    }

    /// <inheritdoc/>
    protected override void WriteConstants()
    {
        base.WriteConstants();
        for (int point = 0; point < LanePoints; point++)
        {
            _signs[point] = Load(_signLines[point]);
        }
    }

    /// <inheritdoc/>
    protected override byte Unsigned(int level, bool upper) => (byte)(GridPoints.IQ2Zero + (upper ? -level : level));

    /// <summary>Takes two groups, the first and the last two points of a lane, with scales of <see cref="GridRowCode.ScaleBits"/>.</summary>
    /// <param name="points">The words of codes of the first two points of each lane.</param>
    /// <param name="lastPoints">Those of the last two.</param>
    /// <param name="signs">Where the lane's signs are.</param>
    /// <param name="scales">Where the scales of eight groups each are put aside.</param>
    /// <param name="pair">Which two groups.</param>
    protected void WritePair(
        AssemblerRegisterZMM points,
        AssemblerRegisterZMM lastPoints,
        AssemblerMemoryOperand signs,
        int scales,
        int pair
    )
    {
        AssemblerRegisterZMM ordered = Bytes(signs, SignOrder);
        WriteGroup(points, ordered, 0, scales, 2 * pair);
        WriteGroup(lastPoints, ordered, 2, scales, (2 * pair) + 1);
        Give(ordered);
    }

    /// <summary>Takes the elements of two points and gives the register of their words back.</summary>
    /// <param name="dots">The sums.</param>
    /// <param name="words">The words of codes.</param>
    /// <param name="signs">The signs of four points, in order.</param>
    /// <param name="point">Which of the lane's points is the first, 0 or 2.</param>
    /// <param name="element">The first element.</param>
    protected void AddPoints(
        AssemblerRegisterZMM[] dots,
        AssemblerRegisterZMM words,
        AssemblerRegisterZMM signs,
        int point,
        int element
    )
    {
        AssemblerRegisterZMM upper = Take();
        for (int i = 0; i < 2; i++)
        {
            Assembler.vpmultishiftqb(upper, _signs[point + i], signs);
            AddPoint(dots, words, i, upper, element + (i * PointElements));
        }

        Give(upper, words);
    }

    private void WriteGroup(AssemblerRegisterZMM words, AssemblerRegisterZMM signs, int point, int scales, int group)
    {
        const int RegisterGroups = 8;
        AssemblerRegisterZMM[] dots = ZeroDots(group);
        AddPoints(dots, words, signs, point, group * GroupElements);
        EndGroup(dots, Aside(scales + (group / RegisterGroups)), group % RegisterGroups * ScaleBits, group);
    }
}
