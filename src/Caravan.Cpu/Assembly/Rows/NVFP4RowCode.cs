// NVFP4 in an assembled row product.
using Caravan.Tensors.Codebooks;
using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace Caravan.Cpu.Assembly.Rows;

/// <summary>
/// <c>{ byte d[4]; byte q[32] }</c>: eight bytes a group, the first half in the low nibbles; doubled levels, and half of what four bits of
/// exponent and three of fraction stand for.
/// </summary>
internal sealed class NVFP4RowCode(Assembler assembler, RowSink sink) : LevelRowCode(assembler, sink)
{
    private const int QuantOffset = 4;
    private const int FractionBits = 20;

    private AssemblerRegisterZMM _magnitude;
    private AssemblerRegisterZMM _all;
    private AssemblerRegisterZMM _factor;

    /// <inheritdoc/>
    internal override int BlockElements => 64;

    /// <inheritdoc/>
    internal override int BlockBytes => 36;

    /// <inheritdoc/>
    internal override int GroupElements => 16;

    /// <inheritdoc/>
    protected override ReadOnlySpan<sbyte> NibbleLevels => E2M1Levels.Doubled;

    /// <inheritdoc/>
    protected override void WriteConstants()
    {
        base.WriteConstants();
        _magnitude = Constant(0x7Fu << FractionBits);
        _all = Constant(0xFFu << FractionBits);
        // The exponent's bias goes from 7 to 127, and the value is halved.
        _factor = Constant(BitConverter.SingleToUInt32Bits(MathF.ScaleB(1, 119)));
    }

    /// <inheritdoc/>
    protected override void WriteBlock()
    {
        AssemblerRegisterZMM[] words = Wide(QuantOffset);
        AssemblerRegisterZMM scales = Leading(0, 1)[0];
        AssemblerRegisterZMM scale = Take();
        for (int group = 0; group < 4; group++)
        {
            AssemblerRegisterZMM[] dots = ZeroDots(group);
            AddLow(dots, words.AsSpan(2 * group, 2), group * 16);
            AddHigh(dots, words.AsSpan(2 * group, 2), (group * 16) + 8);
            WriteScale(scale, scales, group);
            AddGroup(dots, scale, group);
        }

        Give(scales, scale);
    }

    // A byte of 0x7F is zero, the top bit is not used. As the upper bits of a float a byte is a power of two too small, whether
    // its exponent is zero or not.
    private void WriteScale(AssemblerRegisterZMM scale, AssemblerRegisterZMM scales, int group)
    {
        Shift(scale, scales, FractionBits - (8 * group));
        Assembler.vpandd(scale, scale, _all);
        Assembler.vpcmpneqd(k1, scale, _magnitude);
        Assembler.vpandd(scale, scale, _magnitude);
        Assembler.vmulps(scale.k1.z, scale, _factor);
    }
}
