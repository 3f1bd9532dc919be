// Q6_0_R4 in an assembled row product.
using Iced.Intel;

namespace Caravan.Cpu.Assembly.Rows.Bundles;

/// <summary><c>{ half d[4]; byte high[32]; byte q[64] }</c>: a line of pairs for each four lanes; quants are all too large by 32.</summary>
internal sealed class Q6_0_R4RowCode(Assembler assembler, RowSink sink) : HalfBundleRowCode(assembler, sink)
{
    private const int HighOffset = 8;
    private const int LineLanes = 4;

    private readonly AssemblerRegisterZMM[] _high = new AssemblerRegisterZMM[2];
    private AssemblerRegisterZMM _mask;

    /// <inheritdoc/>
    internal override int BlockBytes => 104;

    /// <inheritdoc/>
    protected override int NibbleOffset => 40;

    /// <inheritdoc/>
    protected override void WriteConstants()
    {
        base.WriteConstants();
        _mask = Constant(0x30303030);
    }

    /// <inheritdoc/>
    protected override void BeginPart(int part)
    {
        _high[0] = Line(HighOffset);
        _high[1] = Line(HighOffset + LineBytes);
    }

    /// <inheritdoc/>
    protected override void EndPart() => Give(_high);

    /// <inheritdoc/>
    protected override void AddHighBits(AssemblerRegisterZMM codes, int lane) =>
        AddBits(codes, _high[lane / LineLanes], lane % LineLanes * 2, 4, _mask);
}
