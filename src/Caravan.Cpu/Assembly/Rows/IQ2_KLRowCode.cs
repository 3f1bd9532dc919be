// IQ2_KL in an assembled row product.
using Caravan.Cpu.Kernels.MatMul.Rows;
using Caravan.Tensors.Codebooks;
using Iced.Intel;

namespace Caravan.Cpu.Assembly.Rows;

/// <summary>
/// <c>{ uint16 sh; byte sl[4]; byte low[64]; byte high[16] }</c> behind the row's <c>half d</c>: group g has nibble <c>g / 4</c> of <c>sl[g % 4]</c> and pair g
/// of <c>sh</c>, together too large by 32; its pair p of elements is a code of nibble <c>g % 2</c> of <c>low[16 * (g / 2) + p]</c> and bit g of
/// <c>high[p]</c>.
/// </summary>
internal sealed class IQ2_KLRowCode(Assembler assembler, RowSink sink) : LevelRowCode(assembler, sink)
{
    private const int QuantOffset = 6;
    private const int BitOffset = 70;

    private AssemblerRegisterZMM[] _head = [];
    private AssemblerRegisterZMM _levels;
    private AssemblerRegisterZMM _firstCodes;
    private AssemblerRegisterZMM _lastCodes;
    private AssemblerRegisterZMM _scale;
    private AssemblerRegisterZMM _nibble;
    private AssemblerRegisterZMM _signs;

    /// <inheritdoc/>
    internal override int BlockElements => 256;

    /// <inheritdoc/>
    internal override int BlockBytes => 86;

    /// <inheritdoc/>
    internal override int GroupElements => 32;

    /// <inheritdoc/>
    protected override void WriteConstants()
    {
        WriteNibbleConstant();
        // 32 words, a pair of levels each.
        byte[] pairs = new byte[PairLevels.IQ2KL.Length];
        for (int i = 0; i < pairs.Length; i++)
        {
            pairs[i] = (byte)(PairLevels.IQ2KL[i] + GridPoints.IQ2_KLZero);
        }

        _levels = WholeTable(pairs);
        // Of four codes the first two, or the last two, each in the lower byte of a word.
        _firstCodes = Table([0, 0, 1, 1, 4, 4, 5, 5, 8, 8, 9, 9, 12, 12, 13, 13]);
        _lastCodes = Table([2, 2, 3, 3, 6, 6, 7, 7, 10, 10, 11, 11, 14, 14, 15, 15]);
        _nibble = Constant(15);
        _signs = Constant(0xAAAA);
    }

    /// <inheritdoc/>
    protected override bool HasHeads => true;

    /// <inheritdoc/>
    protected override void WriteHeads() => _scale = Numbers(0);

    /// <inheritdoc/>
    protected override void WriteBlock()
    {
        PutAside(Narrow(BitOffset), 0);
        // The first two bytes of sl are in the upper half of the first word, the others in the lower half of the second.
        _head = Narrow(0);
        Give(_head[2], _head[3]);
        Assembler.vpxord(_head[0], _head[0], _signs);
        for (int group = 0; group < 8; group += 4)
        {
            AssemblerRegisterZMM[] words = Wide(QuantOffset + (group * 8));
            for (int i = 0; i < 4; i++)
            {
                WriteGroup(words.AsSpan(i / 2 * 4, 4), group + i);
            }

            Give(words);
        }

        Give(_head[0], _head[1]);
    }

    private void WriteGroup(ReadOnlySpan<AssemblerRegisterZMM> words, int group)
    {
        AssemblerRegisterZMM[] dots = ZeroDots(group);
        AssemblerRegisterZMM codes = Take();
        AssemblerRegisterZMM levels = Take();
        for (int i = 0; i < words.Length; i++)
        {
            if (group < 4)
            {
                Assembler.vpslld(codes, Aside(i), (byte)(4 - group));
            }
            else
            {
                Assembler.vpsrld(codes, Aside(i), (byte)(group - 4));
            }

            Assembler.vpsrld(levels, words[i], (byte)(group % 2 * 4));
            Choose(codes, LowNibbles, levels);
            // The permutation looks at five bits of each word.
            Assembler.vpshufb(levels, codes, _firstCodes);
            Assembler.vpermw(levels, levels, _levels);
            AddProducts(dots, levels, (group * 32) + (i * 8));
            Assembler.vpshufb(levels, codes, _lastCodes);
            Assembler.vpermw(levels, levels, _levels);
            AddProducts(dots, levels, (group * 32) + (i * 8) + 4);
        }

        Give(codes, levels);
        int index = group % 4;
        AssemblerRegisterZMM number = Take();
        AssemblerRegisterZMM low = Take();
        Shift(number, _head[0], 4 - (2 * group));
        Shift(low, _head[index / 2], -((index % 2 * 8) + (index < 2 ? 16 : 0) + (group / 4 * 4)));
        Choose(number, _nibble, low);
        Give(low);
        Signed(number, 6);
        EndGroup(dots, number, _scale, group);
    }
}
