// Raised when a token id lies outside the vocabulary.
namespace Caravan.Engine;

/// <summary>A token id is none of the model's vocabulary.</summary>
public sealed class TokenRangeException(int token, int vocabularySize)
    : Exception($"token {token} is outside the vocabulary of {vocabularySize} tokens (0 to {vocabularySize - 1})");
