// Interleaved types of bytes in an assembled row product.
using Iced.Intel;

namespace Caravan.Cpu.Assembly.Rows.Bundles;

/// <summary>A line for every lane; signed bytes become unsigned by turning their signs. Unless something else is said blocks begin with a scale.</summary>
internal abstract class ByteBundleRowCode(Assembler assembler, RowSink sink) : BundleRowCode(assembler, sink)
{
    private const int Lanes = PartElements / LaneElements;

    private AssemblerRegisterZMM _signs;

    /// <inheritdoc/>
    internal sealed override int GroupElements => 32;

    /// <inheritdoc/>
    protected override int BundleRows => 8;

    /// <summary>True when bytes are signed.</summary>
    protected virtual bool IsSigned => true;

    /// <summary>To the bytes in a bundle's block.</summary>
    protected abstract int QuantOffset { get; }

    /// <summary>The rows' scales.</summary>
    protected AssemblerRegisterZMM Scale { get; set; }

    /// <inheritdoc/>
    protected override void WriteConstants()
    {
        if (IsSigned)
        {
            _signs = Constant(0x80808080);
        }
    }

    /// <inheritdoc/>
    protected override void BeginBlock() => Scale = HalfLanes(0);

    /// <inheritdoc/>
    protected override void EndBlock() => Give(Scale);

    /// <inheritdoc/>
    protected override void WriteLanes(AssemblerRegisterZMM[] dots, int part, int lane)
    {
        for (int i = 0; i < Lanes; i++)
        {
            AssemblerRegisterZMM quants = Line(QuantOffset + (((part * Lanes) + i) * LineBytes));
            if (IsSigned)
            {
                Assembler.vpxord(quants, quants, _signs);
            }

            AddProducts(dots, quants, (part * PartElements) + (i * LaneElements));
            Give(quants);
        }
    }

    /// <inheritdoc/>
    protected override void EndGroup(AssemblerRegisterZMM[] dots, int group) => AddGroup(dots, Scale, group);
}
