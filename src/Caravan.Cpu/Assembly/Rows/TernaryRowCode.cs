// TQ1_0 and IQ1_BN in an assembled row product.
using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace Caravan.Cpu.Assembly.Rows;

/// <summary>
/// Bytes that are fractions of 256 with five base-3 digits, as <see cref="Kernels.MatMul.Rows.TernaryDigits"/> says. Two tables give four digits
/// in bit pairs and the fifth. Needs a processor that permutes bytes.
/// </summary>
internal abstract class TernaryRowCode(Assembler assembler, RowSink sink) : PlaneRowCode(assembler, sink)
{
    private const int Digits = 5;
    private const int TableRegisters = 4;
    private const int Entries = 64;

    private AssemblerRegisterZMM[] _four = [];
    private AssemblerRegisterZMM[] _fifth = [];

    /// <summary>Before the loop: the two tables.</summary>
    /// <param name="lastFirst">Whether the first digit of four is the last one after the point; they go up otherwise.</param>
    protected void WriteTables(bool lastFirst)
    {
        byte[] four = new byte[TableRegisters * Entries];
        byte[] fifth = new byte[TableRegisters * Entries];
        for (int value = 0; value < four.Length; value++)
        {
            for (int i = 0; i < Digits - 1; i++)
            {
                four[value] |= (byte)(Digit(value, lastFirst ? Digits - 1 - i : i) << (2 * i));
            }

            fifth[value] = (byte)Digit(value, lastFirst ? 0 : Digits - 1);
        }

        _four = WriteTable(four);
        _fifth = WriteTable(fifth);
    }

    /// <summary>Looks the digits of a word's bytes up.</summary>
    /// <param name="word">The bytes; receives four digits of each in pairs.</param>
    /// <param name="fifth">Receives the fifth digit of each.</param>
    protected void LookUp(AssemblerRegisterZMM word, AssemblerRegisterZMM fifth)
    {
        Assembler.vpmovb2m(k1, word);
        Assembler.knotq(k2, k1);
        Assembler.vmovdqa32(fifth, word);
        LookUp(word, _four);
        LookUp(fifth, _fifth);
    }

    private static int Digit(int value, int digit)
    {
        for (int i = 0; i < digit; i++)
        {
            value = value * 3 % 256;
        }

        return value * 3 / 256;
    }

    private AssemblerRegisterZMM[] WriteTable(byte[] entries) =>
        [.. entries.Chunk(Entries).Select(chunk => WholeTable(chunk))];

    // Bytes without the top bit find their entries in the first half. The others stay what they are, and find theirs after that.
    private void LookUp(AssemblerRegisterZMM word, AssemblerRegisterZMM[] table)
    {
        Assembler.vpermi2b(word.k2, table[0], table[1]);
        Assembler.vpermi2b(word.k1, table[2], table[3]);
    }
}
