// IQ6_K in an assembled row product.
using Caravan.Tensors.Codebooks;
using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace Caravan.Cpu.Assembly.Rows;

/// <summary>
/// <c>{ half d; uint16 shifted; sbyte s[16]; byte low[128]; byte high[64] }</c>: nibbles as in Q5_K, of each half of the block 32 bytes with the two
/// upper bits of run r in pair r; where bit g of <c>shifted</c> is set the levels of group g are 1 higher.
/// </summary>
/// <param name="assembler">Receives the instructions.</param>
/// <param name="sink">Takes unpacked quants.</param>
/// <param name="permutesBytes">Whether the processor permutes the bytes of a register.</param>
internal sealed class IQ6_KRowCode(Assembler assembler, RowSink sink, bool permutesBytes)
    : LevelRowCode(assembler, sink)
{
    private const int ScaleWord = 1;
    private const int QuantOffset = 20;
    private const int HighOffset = 148;
    private const int ShiftOfSum = 7;

    private AssemblerRegisterZMM[] _levels = [];
    private AssemblerRegisterZMM[] _head = [];
    private AssemblerRegisterZMM _scale;

    /// <inheritdoc/>
    internal override int BlockElements => 256;

    /// <inheritdoc/>
    internal override int BlockBytes => 212;

    /// <inheritdoc/>
    internal override int GroupElements => 16;

    /// <inheritdoc/>
    protected override void WriteConstants()
    {
        base.WriteConstants();
        WriteShiftConstant(CubicLevels.Shift);
        if (permutesBytes)
        {
            _levels = [AllLevels(CubicLevels.Rounded)];
            return;
        }

        _levels = new AssemblerRegisterZMM[4];
        for (int i = 0; i < _levels.Length; i++)
        {
            _levels[i] = Levels(CubicLevels.Rounded.Slice(16 * i, 16), 128);
        }
    }

    /// <inheritdoc/>
    protected override void WriteBlock()
    {
        _head = Wide(0);
        Give(_head.AsSpan(ScaleWord + 4));
        _scale = Take();
        Assembler.vmovdqa32(_scale, _head[0]);
        Widen(_scale);
        for (int run = 0; run < 8; run++)
        {
            if (run % 4 == 0)
            {
                PutAside(Wide(HighOffset + (run * 8)), 0);
            }

            AssemblerRegisterZMM[] words = Wide(QuantOffset + (run / 2 * 32));
            WriteGroup(words.AsSpan(0, 4), 0, 2 * run);
            WriteGroup(words.AsSpan(4, 4), 4, (2 * run) + 1);
            Give(words);
        }

        Give(_head.AsSpan(0, ScaleWord + 4));
        Give(_scale);
    }

    private void WriteGroup(ReadOnlySpan<AssemblerRegisterZMM> words, int aside, int group)
    {
        int run = group / 2;
        AssemblerRegisterZMM[] dots = ShiftedDots(group, _head[0], 16 + group, ShiftOfSum);
        AssemblerRegisterZMM codes = Take();
        AssemblerRegisterZMM lower = Take();
        AssemblerRegisterZMM upper = Take();
        for (int i = 0; i < words.Length; i++)
        {
            int bit = run % 4 * 2;
            if (permutesBytes)
            {
                WriteCodes(codes, lower, words[i], aside + i, bit, run);
                Assembler.vpermb(lower, codes, _levels[0]);
            }
            else
            {
                WriteChoice(codes, lower, upper, words[i], aside + i, bit, run);
            }

            Raise(lower);
            AddProducts(dots, lower, (group * 16) + (i * 4));
        }

        Give(codes, lower, upper);
        AssemblerRegisterZMM number = Take();
        SignedByte(number, _head[ScaleWord + (group / 4)], group % 4);
        EndGroup(dots, number, _scale, group);
    }

    // Each of four tables gives its levels, of which two masks choose.
    private void WriteChoice(
        AssemblerRegisterZMM codes,
        AssemblerRegisterZMM lower,
        AssemblerRegisterZMM upper,
        AssemblerRegisterZMM word,
        int aside,
        int bit,
        int run
    )
    {
        WriteNibbles(codes, word, run);
        Assembler.vpslld(lower, Aside(aside), (byte)(7 - bit));
        Assembler.vpmovb2m(k2, lower);
        Assembler.vpslld(upper, Aside(aside), (byte)(6 - bit));
        Assembler.vpmovb2m(k3, upper);
        Assembler.vpshufb(lower, _levels[0], codes);
        Assembler.vpshufb(lower.k2, _levels[1], codes);
        Assembler.vpshufb(upper, _levels[2], codes);
        Assembler.vpshufb(upper.k2, _levels[3], codes);
        Assembler.vmovdqu8(lower.k3, upper);
    }
}
