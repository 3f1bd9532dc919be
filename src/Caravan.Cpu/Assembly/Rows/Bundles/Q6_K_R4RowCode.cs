// Q6_K_R4 in an assembled row product.
using Iced.Intel;

namespace Caravan.Cpu.Assembly.Rows.Bundles;

/// <summary><c>{ half d[4]; sbyte s[64]; byte high[256]; byte low[512] }</c>: quants are all too large by 32.</summary>
internal sealed class Q6_K_R4RowCode(Assembler assembler, RowSink sink) : NibbleBundleRowCode(assembler, sink)
{
    private const int ScaleOffset = 8;
    private const int HighOffset = 72;

    // Where the pair of each of four lanes stands.
    private static readonly int[] Bits = [0, 4, 2, 6];

    private AssemblerRegisterZMM _mask;
    private AssemblerRegisterZMM _scale;
    private AssemblerRegisterZMM _high;

    /// <inheritdoc/>
    internal override int BlockElements => 256;

    /// <inheritdoc/>
    internal override int BlockBytes => 840;

    /// <inheritdoc/>
    internal override int GroupElements => 16;

    /// <inheritdoc/>
    protected override int NibbleOffset => 328;

    /// <inheritdoc/>
    protected override void WriteConstants()
    {
        base.WriteConstants();
        _mask = Constant(0x30303030);
    }

    /// <inheritdoc/>
    protected override void BeginBlock() => _scale = HalfLanes(0);

    /// <inheritdoc/>
    protected override void EndBlock() => Give(_scale);

    /// <inheritdoc/>
    protected override void BeginGroup(int part, int lane) =>
        _high = Line(HighOffset + (((2 * part) + (lane / 4)) * LineBytes));

    /// <inheritdoc/>
    protected override void AddHighBits(AssemblerRegisterZMM codes, int lane) =>
        AddBits(codes, _high, Bits[lane % Bits.Length], 4, _mask);

    /// <inheritdoc/>
    protected override void EndGroup(AssemblerRegisterZMM[] dots, int group)
    {
        Give(_high);
        AssemblerRegisterZMM number = ByteLanes(ScaleOffset + (group * BundleRows));
        Signed(number, 8);
        EndGroup(dots, number, _scale, group);
    }
}
