// IQ2_XXS in an assembled row product.
using Caravan.Tensors.Codebooks;
using Iced.Intel;

namespace Caravan.Cpu.Assembly.Rows;

/// <summary>
/// <c>{ half d; { byte point[4]; uint32 signs; } q[8] }</c>: <c>signs</c> has seven sign bits for each of four points, of which the eighth is the
/// parity, and a four-bit s; the scale is <c>d * (s + 1/2) / 4</c>.
/// </summary>
internal sealed class IQ2_XXSRowCode(Assembler assembler, RowSink sink)
    : IQ2GridRowCode(assembler, sink, IQ2_XXSGrid.Codebook)
{
    private const int QuantOffset = 2;
    private const int RunGroups = 4;
    private const int RunBytes = 32;

    private Label _signBytes;

    /// <inheritdoc/>
    internal override int BlockBytes => 66;

    /// <inheritdoc/>
    internal override int GroupElements => 32;

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
        for (int group = 0; group < BlockElements / GroupElements; group += RunGroups)
        {
            AssemblerRegisterZMM[] words = Wide(QuantOffset + (group / RunGroups * RunBytes));
            PutAside([words[1], words[3], words[5], words[7]], 0);
            AssemblerRegisterZMM[] points = [words[0], words[2], words[4], words[6]];
            AssemblerRegisterZMM[] lastPoints = LookUp(points);
            for (int i = 0; i < RunGroups; i++)
            {
                WriteGroup(points[i], lastPoints[i], i, group + i);
            }
        }

        Give(Scale);
    }

    private void WriteGroup(AssemblerRegisterZMM points, AssemblerRegisterZMM lastPoints, int aside, int group)
    {
        AssemblerRegisterZMM[] dots = ZeroDots(group);
        AssemblerRegisterZMM signs = Spread(Aside(aside), _signBytes);
        Transform(signs, SignOrder);
        AddPoints(dots, points, signs, 0, group * GroupElements);
        AddPoints(dots, lastPoints, signs, 2, (group * GroupElements) + (2 * PointElements));
        Give(signs);
        EndGroup(dots, Aside(aside), PackedScaleBit, group);
    }
}
