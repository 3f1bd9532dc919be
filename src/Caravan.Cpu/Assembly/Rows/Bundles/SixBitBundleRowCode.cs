// Scales and minimums of Q4_K_R4 and Q5_K_R4 in an assembled row product.
using Iced.Intel;

namespace Caravan.Cpu.Assembly.Rows.Bundles;

/// <summary>
/// Blocks begin with <c>{ half d[4]; half m[4]; byte high[16]; byte low[32] }</c>: for each group, then row, both nibbles share a byte of
/// <c>low</c> and both pairs a nibble of <c>high</c>.
/// </summary>
internal abstract class SixBitBundleRowCode(Assembler assembler, RowSink sink) : NibbleBundleRowCode(assembler, sink)
{
    private const int MinimumOffset = 8;
    private const int HighOffset = 16;
    private const int HighBytes = 16;
    private const int LowOffset = 32;

    private AssemblerRegisterZMM _scale;
    private AssemblerRegisterZMM _minimum;

    /// <inheritdoc/>
    internal sealed override int BlockElements => 256;

    /// <inheritdoc/>
    internal sealed override int GroupElements => 32;

    /// <inheritdoc/>
    internal sealed override bool HasMinimum => true;

    /// <inheritdoc/>
    protected override void WriteConstants()
    {
        base.WriteConstants();
        WriteNumberConstants();
    }

    /// <inheritdoc/>
    protected sealed override void BeginBlock()
    {
        _scale = HalfLanes(0);
        _minimum = HalfLanes(MinimumOffset);
    }

    /// <inheritdoc/>
    protected sealed override void EndBlock() => Give(_scale, _minimum);

    /// <inheritdoc/>
    protected sealed override void EndGroup(AssemblerRegisterZMM[] dots, int group)
    {
        int at = group * BundleRows;
        AssemblerRegisterZMM low = ByteLanes(LowOffset + at);
        AssemblerRegisterZMM high = ByteLanes(HighOffset + (at % HighBytes));
        int pairs = at / HighBytes * 4;
        // The minimum's pair stands two bits above the scale's, and both nibbles share a byte.
        AssemblerRegisterZMM number = SixBits(low, high, 4 - pairs);
        Multiply(number, _scale);
        AddGroup(dots, number, group);
        Give(number);
        Assembler.vpsrld(low, low, 4);
        number = SixBits(low, high, 2 - pairs);
        Multiply(number, _minimum);
        AddMinimum(number, group);
        Give(low, high, number);
    }

    private void Multiply(AssemblerRegisterZMM number, AssemblerRegisterZMM factor)
    {
        Assembler.vcvtdq2ps(number, number);
        Assembler.vmulps(number, number, factor);
    }
}
