// Makes tokens of text that holds no special tokens.
namespace Caravan.Models.Tokenizers;

/// <summary>One tokenizer algorithm; immutable, so that several threads may share it.</summary>
internal abstract class FragmentEncoder
{
    /// <summary>Appends the tokens of <paramref name="utf8"/>, which need not be valid.</summary>
    /// <param name="utf8">The text.</param>
    /// <param name="prefixSpace">True where the vocabulary wants a space put before the text.</param>
    /// <param name="output">The list to append to.</param>
    public abstract void Encode(ReadOnlySpan<byte> utf8, bool prefixSpace, List<int> output);
}
