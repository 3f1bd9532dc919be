// Q5_0 and Q5_1 in an assembled row product.
using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace Caravan.Cpu.Assembly.Rows;

/// <summary>Nibbles, and a double word whose bit i is the fifth bit of element i.</summary>
internal abstract class FifthBitRowCode(Assembler assembler, RowSink sink) : NibbleRowCode(assembler, sink)
{
    private const int LaneBytes = sizeof(uint);

    private readonly AssemblerRegisterZMM[] _spread = new AssemblerRegisterZMM[LaneBytes];
    private readonly AssemblerRegisterZMM[] _bits = new AssemblerRegisterZMM[2];
    private AssemblerRegisterZMM _fifth;

    /// <inheritdoc/>
    protected override void WriteConstants()
    {
        base.WriteConstants();
        _fifth = Constant(0x10101010);
        _bits[0] = Constant(0x08040201);
        _bits[1] = Constant(0x80402010);
        for (int i = 0; i < LaneBytes; i++)
        {
            _spread[i] = SpreadTable(i);
        }
    }

    /// <summary>Adds a block's elements.</summary>
    /// <param name="dots">The sums.</param>
    /// <param name="offset">To the nibbles in the block.</param>
    /// <param name="head">The block's first eight bytes.</param>
    /// <param name="bitOffset">To the fifth bits in these.</param>
    protected void AddQuants(
        AssemblerRegisterZMM[] dots,
        int offset,
        ReadOnlySpan<AssemblerRegisterZMM> head,
        int bitOffset
    )
    {
        AssemblerRegisterZMM[] words = Narrow(offset);
        AssemblerRegisterZMM spread = Take();
        AssemblerRegisterZMM quants = Take();
        for (int word = 0; word < 2 * words.Length; word++)
        {
            if (word % 2 == 0)
            {
                // A byte has the bits of two words: every byte of the lane becomes that one, and keeps one of its bits a word.
                int at = bitOffset + (word / 2);
                Assembler.vpshufb(spread, head[at / LaneBytes], _spread[at % LaneBytes]);
            }

            Assembler.vptestmb(word % 2 == 0 ? k1 : k2, spread, _bits[word % 2]);
            AssemblerRegisterZMM nibbles = words[word % words.Length];
            if (word >= words.Length)
            {
                Assembler.vpsrld(nibbles, nibbles, 4);
            }

            Assembler.vpandd(quants, nibbles, LowNibbles);
            Assembler.vpaddb(word % 2 == 0 ? quants.k1 : quants.k2, quants, _fifth);
            AddProducts(dots, quants, word * 4);
        }

        Give(words);
        Give(spread, quants);
    }

    private AssemblerRegisterZMM SpreadTable(int index)
    {
        byte[] bytes = new byte[16];
        for (int i = 0; i < bytes.Length; i++)
        {
            bytes[i] = (byte)((i / LaneBytes * LaneBytes) + index);
        }

        return Table(bytes);
    }
}
