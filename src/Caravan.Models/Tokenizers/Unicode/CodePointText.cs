// Decodes UTF-8 into code points and their classes.
using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace Caravan.Models.Tokenizers.Unicode;

/// <summary>Conversions between UTF-8 and code points.</summary>
internal static class CodePointText
{
    private static ReadOnlySpan<byte> Replacement => "\uFFFD"u8;

    /// <summary>
    /// <paramref name="utf8"/> itself where it is valid; otherwise a copy in which every byte that is no part of a
    /// character is U+FFFD, as llama.cpp has it (surrogates and overlong forms, which it lets pass, count as invalid).
    /// </summary>
    public static ReadOnlySpan<byte> Repair(ReadOnlySpan<byte> utf8)
    {
        if (Utf8.IsValid(utf8))
        {
            return utf8;
        }

        ArrayBufferWriter<byte> repaired = new(utf8.Length + Replacement.Length);
        while (!utf8.IsEmpty)
        {
            bool valid = Rune.DecodeFromUtf8(utf8, out _, out int consumed) == OperationStatus.Done;
            for (int i = 0; i < consumed; i++)
            {
                repaired.Write(valid ? utf8.Slice(i, 1) : Replacement);
            }

            utf8 = utf8[consumed..];
        }

        return repaired.WrittenSpan;
    }

    /// <summary>
    /// Writes code points and classes of valid UTF-8 and returns how many; both spans hold as many elements as the text
    /// has bytes.
    /// </summary>
    public static int Decode(ReadOnlySpan<byte> utf8, Span<int> codePoints, Span<CodePointClass> classes)
    {
        int count = 0;
        for (int at = 0; at < utf8.Length; count++)
        {
            int codePoint = utf8[at];
            if (codePoint < 0x80)
            {
                at++;
            }
            else
            {
                Rune.DecodeFromUtf8(utf8[at..], out Rune rune, out int consumed);
                codePoint = rune.Value;
                at += consumed;
            }

            codePoints[count] = codePoint;
            classes[count] = CodePointClasses.Of(codePoint);
        }

        return count;
    }

    /// <summary>Number of bytes that <paramref name="codePoints"/> take in UTF-8.</summary>
    public static int CountBytes(ReadOnlySpan<int> codePoints)
    {
        int bytes = 0;
        foreach (int codePoint in codePoints)
        {
            bytes += codePoint switch
            {
                < 0x80 => 1,
                < 0x800 => 2,
                < 0x10000 => 3,
                _ => 4,
            };
        }

        return bytes;
    }
}
