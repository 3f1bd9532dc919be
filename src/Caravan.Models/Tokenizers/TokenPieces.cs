// The bytes that each token renders as.
using System.Globalization;

namespace Caravan.Models.Tokenizers;

/// <summary>Rendered tokens, made once so that decoding allocates nothing.</summary>
internal static class TokenPieces
{
    private const byte Space = (byte)' ';

    // "<0xXX>".
    private const int ByteTextLength = 6;
    private const int HexStart = 3;

    /// <summary>Renders all tokens of <paramref name="vocabulary"/>.</summary>
    public static PackedBytes Render(Vocabulary vocabulary)
    {
        PackedBytes pieces = new();
        byte[] buffer = [];
        for (int id = 0; id < vocabulary.Count; id++)
        {
            ReadOnlySpan<byte> text = vocabulary.TextBytes(id);
            TokenAttributes attributes = vocabulary.Attributes(id);
            if (SpecialTokenFinder.IsParsed(attributes))
            {
                pieces.Add(text);
            }
            else if (attributes.HasFlag(TokenAttributes.Normal))
            {
                buffer = buffer.Length < text.Length ? new byte[text.Length * 2] : buffer;
                pieces.Add(RenderText(vocabulary.Model, text, buffer));
            }
            else if (attributes.HasFlag(TokenAttributes.Byte) && TryReadByte(text, out byte value))
            {
                pieces.Add([value]);
            }
            else
            {
                pieces.Add([]);
            }
        }

        return pieces;
    }

    private static ReadOnlySpan<byte> RenderText(TokenizerModel model, ReadOnlySpan<byte> text, byte[] buffer)
    {
        if (model == TokenizerModel.Bpe)
        {
            // Text outside the byte alphabet stands for itself; llama.cpp prints "[UNK_BYTE_..." there.
            return ByteLetters.TryDecode(text, buffer, out int decoded) ? buffer.AsSpan(0, decoded) : text;
        }

        int length = 0;
        while (!text.IsEmpty)
        {
            bool isMark = text.StartsWith(SpmModel.SpaceMark);
            buffer[length++] = isMark ? Space : text[0];
            text = text[(isMark ? SpmModel.SpaceMark.Length : 1)..];
        }

        return buffer.AsSpan(0, length);
    }

    private static bool TryReadByte(ReadOnlySpan<byte> text, out byte value)
    {
        value = 0;
        return text.Length == ByteTextLength
            && byte.TryParse(text.Slice(HexStart, 2), NumberStyles.AllowHexSpecifier, null, out value);
    }
}
