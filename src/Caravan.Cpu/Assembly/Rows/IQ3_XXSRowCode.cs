// IQ3_XXS in an assembled row product.
using Caravan.Cpu.Kernels.MatMul.Rows;
using Caravan.Tensors.Codebooks;
using Iced.Intel;

namespace Caravan.Cpu.Assembly.Rows;

/// <summary>
/// <c>{ half d; byte point[64]; uint32 signs[8] }</c>: each group has eight points and one <c>signs</c> as in IQ2_XXS; the scale is
/// <c>d * (s + 1/2) / 2</c>.
/// </summary>
internal sealed class IQ3_XXSRowCode(Assembler assembler, RowSink sink)
    : FourGridRowCode(assembler, sink, IQ3_XXSGrid.Codebook, ScaleUnit, GridPoints.IQ3_XXSZero)
{
    // Of d * (s + 1/2) / 2 with the odd number 2 * s + 1.
    private const float ScaleUnit = 0.25f;

    private const int PointOffset = 2;
    private const int SignOffset = 66;
    private const int Groups = 8;

    private Label _signBytes;

    /// <inheritdoc/>
    internal override int BlockBytes => 98;

    /// <inheritdoc/>
    protected override ReadOnlySpan<byte> SignBits => PackedSignBits;

    /// <inheritdoc/>
    internal override void WriteTables()
    {
        base.WriteTables();
        _signBytes = PackedSigns();
    }

    /// <inheritdoc/>
    protected override void WriteBlock()
    {
        Scale = Numbers(0);
        PutAside(Wide(SignOffset), 0);
        for (int group = 0; group < Groups; group += 2)
        {
            AssemblerRegisterZMM[] points = PointLanes(PointOffset, group / 2, Groups);
            AssemblerRegisterZMM[] lastPoints = LookUp(points);
            WriteGroup([points[0], lastPoints[0], points[1], lastPoints[1]], group);
            WriteGroup([points[2], lastPoints[2], points[3], lastPoints[3]], group + 1);
        }

        Give(Scale);
    }

    private void WriteGroup(ReadOnlySpan<AssemblerRegisterZMM> words, int group)
    {
        AssemblerRegisterZMM[] dots = ZeroDots(group);
        AssemblerRegisterZMM signs = Spread(Aside(group), _signBytes);
        Transform(signs, SignOrder);
        AddPoints(dots, words, signs, group);
        Give(signs);
        EndGroup(dots, Aside(group), PackedScaleBit, group);
    }
}
