// GPT-2's way to write any byte as a letter.
using System.Text;

namespace Caravan.Models.Tokenizers;

/// <summary>
/// The alphabet of byte-level BPE vocabularies: printable bytes of Latin-1 stand for themselves, the 68 others for the
/// letters from U+0100 on (bytes_to_unicode in OpenAI's GPT-2 encoder).
/// </summary>
internal static class ByteLetters
{
    private const int FirstSubstitute = 0x100;
    private static readonly short[] ByteOfLetter = Build();

    /// <summary>
    /// Writes the bytes that <paramref name="text"/> stands for to <paramref name="bytes"/>, which has at least its
    /// length; false when a character is no letter of this alphabet.
    /// </summary>
    public static bool TryDecode(ReadOnlySpan<byte> text, Span<byte> bytes, out int written)
    {
        written = 0;
        while (!text.IsEmpty)
        {
            if (
                Rune.DecodeFromUtf8(text, out Rune letter, out int consumed) != System.Buffers.OperationStatus.Done
                || letter.Value >= ByteOfLetter.Length
                || ByteOfLetter[letter.Value] < 0
            )
            {
                return false;
            }

            bytes[written++] = (byte)ByteOfLetter[letter.Value];
            text = text[consumed..];
        }

        return true;
    }

    private static short[] Build()
    {
        short[] table = new short[FirstSubstitute + 68];
        Array.Fill(table, (short)-1);
        int substitute = FirstSubstitute;
        for (short value = 0; value < 256; value++)
        {
            bool printable = value is (>= 0x21 and <= 0x7E) or (>= 0xA1 and <= 0xAC) or (>= 0xAE and <= 0xFF);
            table[printable ? value : substitute++] = value;
        }

        return table;
    }
}
