// What sampling asks of a vocabulary, so that it depends on no tokenizer.
namespace Caravan.Engine.Sampling;

/// <summary>What sampling asks of a vocabulary.</summary>
public interface ISamplingVocabulary
{
    /// <summary>The number of tokens: the number of logits of one position.</summary>
    int Count { get; }

    /// <summary>Tokens that the model's file forbids (llama.cpp's suppress tokens); none by default.</summary>
    IReadOnlyList<int> SuppressedTokens => [];

    /// <summary>True when the token ends generation (end of sequence, of turn, of text); <c>--ignore-eos</c> forbids these.</summary>
    bool IsEndOfGeneration(int token);

    /// <summary>
    /// True when the token is structure that is not shown as text (control and unknown tokens): grammars allow it only
    /// where they name it.
    /// </summary>
    bool IsControl(int token) => false;

    /// <summary>The bytes of the token detokenized alone, special tokens included.</summary>
    byte[] GetText(int token);

    /// <summary>Tokens of a text, without the tokens that begin or end a sequence and without reading special tokens.</summary>
    /// <param name="text">UTF-8 text that may begin within a character.</param>
    int[] Tokenize(ReadOnlySpan<byte> text);
}
