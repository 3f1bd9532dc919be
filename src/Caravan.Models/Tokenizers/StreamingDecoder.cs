// Turns tokens into text as they come, never half a character.
using System.Text;

namespace Caravan.Models.Tokenizers;

/// <summary>
/// Decodes a stream of tokens. Bytes of an unfinished character wait for the next token; bytes that can never become a
/// character appear as U+FFFD as soon as that is certain. Not for several threads at once.
/// </summary>
/// <param name="tokenizer">The tokenizer whose tokens come.</param>
/// <param name="renderSpecial">True to render control tokens.</param>
public sealed class StreamingDecoder(ITokenizer tokenizer, bool renderSpecial)
{
    private readonly Decoder decoder = Encoding.UTF8.GetDecoder();
    private char[] buffer = new char[64];

    /// <summary>The text that is complete with <paramref name="id"/>; valid until the next call.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such token.</exception>
    public ReadOnlySpan<char> Append(int id) => Decode(tokenizer.TokenToPiece(id, renderSpecial), flush: false);

    /// <summary>Ends the stream: an unfinished character becomes U+FFFD. A new stream may follow.</summary>
    public ReadOnlySpan<char> Flush() => Decode([], flush: true);

    private ReadOnlySpan<char> Decode(ReadOnlySpan<byte> bytes, bool flush)
    {
        int needed = decoder.GetCharCount(bytes, flush);
        if (needed > buffer.Length)
        {
            buffer = new char[needed * 2];
        }

        return buffer.AsSpan(0, decoder.GetChars(bytes, buffer, flush));
    }
}
