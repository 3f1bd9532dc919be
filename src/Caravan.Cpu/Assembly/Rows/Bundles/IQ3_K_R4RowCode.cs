// IQ3_K_R4 in an assembled row product.
using Caravan.Tensors.Codebooks;
using Iced.Intel;

namespace Caravan.Cpu.Assembly.Rows.Bundles;

/// <summary>
/// <c>{ half d[4]; byte raised[8]; byte minus[8]; byte s[32]; byte q[256]; byte third[128] }</c>: levels, raised as in IQ4_K_R4; scales are odd numbers, one more
/// than twice a nibble, with the sign in bit <c>g / 2</c> of <c>minus[4 * (g % 2) + row]</c>.
/// </summary>
internal sealed class IQ3_K_R4RowCode(Assembler assembler, RowSink sink) : ThirdBitBundleRowCode(assembler, sink)
{
    private const int RaisedOffset = 8;
    private const int MinusOffset = 16;
    private const int NumberOffset = 24;
    private const int ByteGroups = 8;

    private AssemblerRegisterZMM _even;
    private AssemblerRegisterZMM _one;

    /// <inheritdoc/>
    internal override int BlockBytes => 440;

    /// <inheritdoc/>
    protected override int PairOffset => 56;

    /// <inheritdoc/>
    protected override int ThirdOffset => 312;

    /// <inheritdoc/>
    protected override ReadOnlySpan<sbyte> LevelValues => NonLinearLevels.IQ3;

    /// <inheritdoc/>
    protected override int LevelShift => NonLinearLevels.IQ3Shift;

    /// <inheritdoc/>
    protected override void WriteConstants()
    {
        base.WriteConstants();
        _even = Constant(0x1E);
        _one = Constant(1);
    }

    /// <inheritdoc/>
    protected override void BeginGroup(int part, int lane) => MarkRaised(RaisedOffset + lane, part);

    /// <inheritdoc/>
    protected override void EndGroup(AssemblerRegisterZMM[] dots, int group)
    {
        AssemblerRegisterZMM number = ByteLanes(NumberOffset + (group % ByteGroups * BundleRows));
        AssemblerRegisterZMM minus = ByteLanes(MinusOffset + (group % 2 * BundleRows));
        Shift(number, number, group < ByteGroups ? 1 : -3);
        Assembler.vpandd(number, number, _even);
        Assembler.vpord(number, number, _one);
        // All bits of a lane become the sign.
        Assembler.vpslld(minus, minus, (byte)(31 - (group / 2)));
        Assembler.vpsrad(minus, minus, 31);
        Assembler.vpxord(number, number, minus);
        Assembler.vpsubd(number, number, minus);
        Give(minus);
        EndGroup(dots, number, Scale, group);
    }
}
