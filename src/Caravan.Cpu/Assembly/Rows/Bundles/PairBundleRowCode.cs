// Interleaved types whose low two bits are pairs, in an assembled row product.
using Iced.Intel;

namespace Caravan.Cpu.Assembly.Rows.Bundles;

/// <summary>A line has the low bits of four lanes, the first one lowest; unless something else is said groups have sixteen elements and blocks begin with a scale.</summary>
internal abstract class PairBundleRowCode(Assembler assembler, RowSink sink) : CodeBundleRowCode(assembler, sink)
{
    private const int Lanes = 4;
    private const int PairBits = 2;

    private AssemblerRegisterZMM _pairs;

    /// <inheritdoc/>
    internal override int BlockElements => 256;

    /// <inheritdoc/>
    internal override int GroupElements => Lanes * LaneElements;

    /// <inheritdoc/>
    protected sealed override int BundleRows => 4;

    /// <summary>To the pairs in a bundle's block.</summary>
    protected abstract int PairOffset { get; }

    /// <summary>The rows' scales.</summary>
    protected AssemblerRegisterZMM Scale { get; set; }

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
        AssemblerRegisterZMM codes = Take();
        int end = lane + (GroupElements / LaneElements);
        for (int first = lane; first < end; first += Lanes)
        {
            AssemblerRegisterZMM word = Line(PairOffset + (((2 * part) + (first / Lanes)) * LineBytes));
            for (int i = 0; i < Lanes; i++)
            {
                if (i > 0)
                {
                    Assembler.vpsrld(word, word, PairBits);
                }

                Assembler.vpandd(codes, word, _pairs);
                Complete(codes, first + i);
                AddProducts(dots, codes, (part * PartElements) + ((first + i) * LaneElements));
            }

            Give(word);
        }

        Give(codes);
    }
}
