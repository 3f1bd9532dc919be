// Types whose quants are uneven levels, in an assembled row product.
using Caravan.Tensors.Codebooks;
using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace Caravan.Cpu.Assembly.Rows;

/// <summary>Levels are looked up in a register, made unsigned by adding 128.</summary>
internal abstract class LevelRowCode(Assembler assembler, RowSink sink) : RowFormatCode(assembler, sink)
{
    private AssemblerRegisterZMM[] _fives = [];
    private AssemblerRegisterZMM? _shift;
    private AssemblerRegisterZMM _levels;

    /// <summary>The low nibble of every byte.</summary>
    protected AssemblerRegisterZMM LowNibbles { get; private set; }

    /// <summary>The sixteen levels of <see cref="AddLow"/> and <see cref="AddHigh"/>.</summary>
    protected virtual ReadOnlySpan<sbyte> NibbleLevels => IQ4Levels.Values;

    /// <inheritdoc/>
    protected override void WriteConstants()
    {
        WriteNibbleConstant();
        _levels = Levels(NibbleLevels, 128);
    }

    /// <summary>Before the loop: <see cref="LowNibbles"/>, for types of other levels.</summary>
    protected void WriteNibbleConstant() => LowNibbles = Constant(0x0F0F0F0F);

    /// <summary>Before the loop: what levels are raised by where a group's bit says so.</summary>
    protected void WriteShiftConstant(int shift)
    {
        if (KeepsQuants)
        {
            _shift = Constant(0x01010101u * (uint)shift);
        }
    }

    /// <summary>Of products the sums are raised, levels that are kept are raised themselves: in the rows that mask register 1 has.</summary>
    protected void Raise(AssemblerRegisterZMM levels)
    {
        if (_shift is { } shift)
        {
            Assembler.vpaddd(levels.k1, levels, shift);
        }
    }

    /// <summary>Adds the levels of low nibbles, four elements a word.</summary>
    protected void AddLow(AssemblerRegisterZMM[] dots, ReadOnlySpan<AssemblerRegisterZMM> words, int element)
    {
        AssemblerRegisterZMM levels = Take();
        for (int i = 0; i < words.Length; i++)
        {
            Assembler.vpandd(levels, words[i], LowNibbles);
            Assembler.vpshufb(levels, _levels, levels);
            Raise(levels);
            AddProducts(dots, levels, element + (i * 4));
        }

        Give(levels);
    }

    /// <summary>Before the loop: what <see cref="AddFive"/> needs.</summary>
    /// <param name="levels">32 levels.</param>
    /// <param name="permutesBytes">Whether the processor permutes the bytes of a register.</param>
    protected void WriteFiveBitConstants(ReadOnlySpan<sbyte> levels, bool permutesBytes)
    {
        _fives = permutesBytes ? [AllLevels(levels)] : [Levels(levels[..16], 128), Levels(levels[16..], 128)];
    }

    /// <summary>Adds the levels of five-bit codes, four elements a word.</summary>
    /// <param name="dots">The sums.</param>
    /// <param name="words">Their nibbles are the codes' lower bits: the low ones in even runs, the high ones in odd ones.</param>
    /// <param name="aside">Where the first word of fifth bits was put aside.</param>
    /// <param name="run">Which 32 elements of the block, and the bit of each byte that is the fifth.</param>
    /// <param name="element">The first element.</param>
    protected void AddFive(
        AssemblerRegisterZMM[] dots,
        ReadOnlySpan<AssemblerRegisterZMM> words,
        int aside,
        int run,
        int element
    )
    {
        AssemblerRegisterZMM codes = Take();
        AssemblerRegisterZMM levels = Take();
        for (int i = 0; i < words.Length; i++)
        {
            if (_fives.Length == 1)
            {
                WriteCodes(codes, levels, words[i], aside + i, run, run);
                Assembler.vpermb(levels, codes, _fives[0]);
            }
            else
            {
                WriteNibbles(codes, words[i], run);
                Assembler.vpslld(levels, Aside(aside + i), (byte)(7 - run));
                Assembler.vpmovb2m(k2, levels);
                Assembler.vpshufb(levels, _fives[0], codes);
                Assembler.vpshufb(levels.k2, _fives[1], codes);
            }

            Raise(levels);
            AddProducts(dots, levels, element + (i * 4));
        }

        Give(codes, levels);
    }

    /// <summary>Writes codes of a nibble and of bits that were put aside, for a permutation, which looks at six bits.</summary>
    /// <param name="codes">Receives the codes.</param>
    /// <param name="room">Is used meanwhile.</param>
    /// <param name="word">Its nibbles are the codes' lower bits: the low ones in even runs, the high ones in odd ones.</param>
    /// <param name="aside">Where the upper bits were put aside.</param>
    /// <param name="bit">The lowest of these in each byte.</param>
    /// <param name="run">Which 32 elements of the block.</param>
    protected void WriteCodes(
        AssemblerRegisterZMM codes,
        AssemblerRegisterZMM room,
        AssemblerRegisterZMM word,
        int aside,
        int bit,
        int run
    )
    {
        const int NibbleBits = 4;
        if (bit <= NibbleBits)
        {
            Assembler.vpslld(codes, Aside(aside), (byte)(NibbleBits - bit));
        }
        else
        {
            Assembler.vpsrld(codes, Aside(aside), (byte)(bit - NibbleBits));
        }

        if (run % 2 == 0)
        {
            Choose(codes, LowNibbles, word);
        }
        else
        {
            Assembler.vpsrld(room, word, NibbleBits);
            Choose(codes, LowNibbles, room);
        }
    }

    /// <summary>The low nibbles in even runs, the high ones in odd ones.</summary>
    protected void WriteNibbles(AssemblerRegisterZMM codes, AssemblerRegisterZMM word, int run)
    {
        if (run % 2 == 0)
        {
            Assembler.vpandd(codes, word, LowNibbles);
        }
        else
        {
            Assembler.vpsrld(codes, word, 4);
            Assembler.vpandd(codes, codes, LowNibbles);
        }
    }

    /// <summary>Adds the levels of high nibbles and gives the words back.</summary>
    protected void AddHigh(AssemblerRegisterZMM[] dots, ReadOnlySpan<AssemblerRegisterZMM> words, int element)
    {
        for (int i = 0; i < words.Length; i++)
        {
            Assembler.vpsrld(words[i], words[i], 4);
            Assembler.vpandd(words[i], words[i], LowNibbles);
            Assembler.vpshufb(words[i], _levels, words[i]);
            Raise(words[i]);
            AddProducts(dots, words[i], element + (i * 4));
        }

        Give(words);
    }
}
