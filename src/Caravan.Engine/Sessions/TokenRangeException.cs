// Raised when a token id lies outside the vocabulary.
namespace Caravan.Engine;

/// <summary>A token id is none of the model's vocabulary.</summary>
public sealed class TokenRangeException(int token, int vocabularySize)
    : Exception($"token {token} is outside the vocabulary of {vocabularySize} tokens (0 to {vocabularySize - 1})")
{
    /// <summary>Throws if one of the tokens is none of the vocabulary.</summary>
    /// <exception cref="TokenRangeException">The first that is not.</exception>
    internal static void ThrowIfOutside(ReadOnlySpan<int> tokens, int vocabularySize)
    {
        foreach (int token in tokens)
        {
            if ((uint)token >= (uint)vocabularySize)
            {
                throw new TokenRangeException(token, vocabularySize);
            }
        }
    }
}
