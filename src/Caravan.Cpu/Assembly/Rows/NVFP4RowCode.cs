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
    private const int FractionBits = 3;
    private const int Bias = 7;
    private const uint None = 0x7F7F7F7F;
    private const uint Fraction = 0x07070707;
    private const uint One = 0x08080808;

    private AssemblerRegisterZMM _none;
    private AssemblerRegisterZMM _exponent;
    private AssemblerRegisterZMM _fraction;
    private AssemblerRegisterZMM _one;
    private AssemblerRegisterZMM _numbers;
    private AssemblerRegisterZMM _powers;

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
        _none = Constant(None);
        _exponent = Constant(None & ~Fraction);
        _fraction = Constant(Fraction);
        _one = Constant(One);
        _numbers = FloatTable(i => i);
        // Half of the power that the last bit of a fraction counts; the exponents 0 and 1 are the same, without and with the one.
        _powers = FloatTable(i => MathF.ScaleB(0.5f, Math.Max(i, 1) - Bias - FractionBits));
    }

    /// <inheritdoc/>
    protected override void WriteBlock()
    {
        AssemblerRegisterZMM[] words = Wide(QuantOffset);
        AssemblerRegisterZMM exponents = Leading(0, 1)[0];
        AssemblerRegisterZMM fractions = WriteFractions(exponents);
        AssemblerRegisterZMM scale = Take();
        AssemblerRegisterZMM power = Take();
        for (int group = 0; group < 4; group++)
        {
            AssemblerRegisterZMM[] dots = ZeroDots(group);
            AddLow(dots, words.AsSpan(2 * group, 2), group * 16);
            AddHigh(dots, words.AsSpan(2 * group, 2), (group * 16) + 8);
            // A permutation looks at the lowest four bits of its lanes alone.
            Assembler.vpsrld(scale, fractions, (byte)(8 * group));
            Assembler.vpermps(scale, scale, _numbers);
            Assembler.vpsrld(power, exponents, (byte)((8 * group) + FractionBits));
            Assembler.vpermps(power, power, _powers);
            Assembler.vmulps(scale, scale, power);
            AddGroup(dots, scale, group);
        }

        Give(exponents, fractions, scale, power);
    }

    // Fractions with the one before the point where the exponent is not zero. A byte of 0x7F becomes zero; the top bit is not used.
    private AssemblerRegisterZMM WriteFractions(AssemblerRegisterZMM scales)
    {
        AssemblerRegisterZMM fractions = Take();
        Assembler.vpcmpneqb(k1, scales, _none);
        Assembler.vmovdqu8(scales.k1.z, scales);
        Assembler.vptestmb(k2, scales, _exponent);
        Assembler.vpandd(fractions, scales, _fraction);
        Assembler.vpaddb(fractions.k2, fractions, _one);
        return fractions;
    }
}
