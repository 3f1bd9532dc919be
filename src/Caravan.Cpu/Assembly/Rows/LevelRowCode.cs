// Types whose quants are sixteen uneven levels, in an assembled row product.
using Caravan.Tensors.Codebooks;
using Iced.Intel;

namespace Caravan.Cpu.Assembly.Rows;

/// <summary>Levels are looked up in a register, made unsigned by adding 128.</summary>
internal abstract class LevelRowCode(Assembler assembler, RowSink sink) : RowFormatCode(assembler, sink)
{
    private AssemblerRegisterZMM _lowNibbles;
    private AssemblerRegisterZMM _levels;

    /// <inheritdoc/>
    protected override void WriteConstants()
    {
        _lowNibbles = Constant(0x0F0F0F0F);
        byte[] levels = new byte[IQ4Levels.Values.Length];
        for (int i = 0; i < levels.Length; i++)
        {
            levels[i] = (byte)(IQ4Levels.Values[i] + 128);
        }

        _levels = Table(levels);
    }

    /// <summary>Adds the levels of low nibbles, four elements a word.</summary>
    protected void AddLow(AssemblerRegisterZMM[] dots, ReadOnlySpan<AssemblerRegisterZMM> words, int element)
    {
        AssemblerRegisterZMM levels = Take();
        for (int i = 0; i < words.Length; i++)
        {
            Assembler.vpandd(levels, words[i], _lowNibbles);
            Assembler.vpshufb(levels, _levels, levels);
            Adjust(levels);
            AddProducts(dots, levels, element + (i * 4));
        }

        Give(levels);
    }

    /// <summary>Adds the levels of high nibbles and gives the words back.</summary>
    protected void AddHigh(AssemblerRegisterZMM[] dots, ReadOnlySpan<AssemblerRegisterZMM> words, int element)
    {
        for (int i = 0; i < words.Length; i++)
        {
            Assembler.vpsrld(words[i], words[i], 4);
            Assembler.vpandd(words[i], words[i], _lowNibbles);
            Assembler.vpshufb(words[i], _levels, words[i]);
            Adjust(words[i]);
            AddProducts(dots, words[i], element + (i * 4));
        }

        Give(words);
    }

    /// <summary>Emits what moves levels of the group at hand.</summary>
    protected virtual void Adjust(AssemblerRegisterZMM levels) { }
}
