// What the rest of the program needs of a tokenizer.
namespace Caravan.Models.Tokenizers;

/// <summary>Text to tokens and back. Implementations may be shared by threads.</summary>
public interface ITokenizer
{
    /// <summary>The tokens.</summary>
    Vocabulary Vocabulary { get; }

    /// <summary>The token of a line feed, where there is one.</summary>
    int? Newline { get; }

    /// <summary>Tokens of a text.</summary>
    /// <param name="text">Text; unpaired surrogates count as U+FFFD.</param>
    /// <param name="addSpecial">True to add the tokens that the vocabulary wants at the beginning and the end.</param>
    /// <param name="parseSpecial">True to take the texts of control tokens in the text for these tokens.</param>
    int[] Encode(string text, bool addSpecial, bool parseSpecial);

    /// <summary>Appends the tokens of a text in UTF-8, which need not be valid.</summary>
    /// <param name="utf8">Text.</param>
    /// <param name="addSpecial">True to add the tokens that the vocabulary wants at the beginning and the end.</param>
    /// <param name="parseSpecial">True to take the texts of control tokens in the text for these tokens.</param>
    /// <param name="output">List to append to.</param>
    void Encode(ReadOnlySpan<byte> utf8, bool addSpecial, bool parseSpecial, List<int> output);

    /// <summary>What a token renders as: bytes, since a character may be cut in two.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such token.</exception>
    ReadOnlySpan<byte> TokenBytes(int id);

    /// <summary>What a token renders as; nothing for control and unknown tokens unless <paramref name="renderSpecial"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such token.</exception>
    ReadOnlySpan<byte> TokenToPiece(int id, bool renderSpecial);

    /// <summary>The text of tokens; bytes that are no UTF-8 become U+FFFD.</summary>
    /// <param name="ids">Tokens.</param>
    /// <param name="removeSpecial">True to leave out the tokens that encoding added at the beginning and the end.</param>
    /// <param name="unparseSpecial">True to render control tokens.</param>
    /// <exception cref="ArgumentOutOfRangeException">A token is outside the vocabulary.</exception>
    string Decode(ReadOnlySpan<int> ids, bool removeSpecial, bool unparseSpecial);

    /// <summary>True when generation ends after <paramref name="id"/>.</summary>
    bool IsEndOfGeneration(int id);
}
