// Interleaved types whose low two bits are pairs, in an assembled row product.
using Iced.Intel;

namespace Caravan.Cpu.Assembly.Rows.Bundles;

/// <summary>Groups of sixteen: a line has the low bits of four lanes, the first one lowest.</summary>
internal abstract class PairBundleRowCode(Assembler assembler, RowSink sink) : CodeBundleRowCode(assembler, sink)
{
    private const int Lanes = 4;
    private const int PairBits = 2;

    private AssemblerRegisterZMM _pairs;

    /// <inheritdoc/>
    internal sealed override int BlockElements => 256;

    /// <inheritdoc/>
    internal sealed override int GroupElements => Lanes * LaneElements;

    /// <inheritdoc/>
    protected sealed override int BundleRows => 4;

    /// <summary>To the pairs in a bundle's block.</summary>
    protected abstract int PairOffset { get; }

    /// <summary>The scale that numbers are multiplied with.</summary>
    protected AssemblerRegisterZMM Scale { get; private set; }

    /// <inheritdoc/>
    protected override void WriteConstants()
    {
        base.WriteConstants();
        _pairs = Constant(0x03030303);
    }

    /// <inheritdoc/>
    protected override void BeginBlock() => Scale = HalfLanes(0);

    /// <inheritdoc/>
    protected override void EndBlock() => Give(Scale);

    /// <inheritdoc/>
    protected sealed override void WriteLanes(AssemblerRegisterZMM[] dots, int part, int lane)
    {
        AssemblerRegisterZMM word = Line(PairOffset + (((2 * part) + (lane / Lanes)) * LineBytes));
        AssemblerRegisterZMM codes = Take();
        for (int i = 0; i < Lanes; i++)
        {
            if (i > 0)
            {
                Assembler.vpsrld(word, word, PairBits);
            }

            Assembler.vpandd(codes, word, _pairs);
            Complete(codes, lane + i);
            AddProducts(dots, codes, (part * PartElements) + ((lane + i) * LaneElements));
        }

        Give(word, codes);
    }
}
