// Raised when a file's vocabulary cannot be used.
namespace Caravan.Models.Tokenizers;

/// <summary>A vocabulary is inconsistent or of an unsupported kind; the message names file, key, what was found and what was expected.</summary>
public sealed class VocabularyException : Exception
{
    /// <summary>An exception about <paramref name="key"/> of <paramref name="source"/>.</summary>
    public VocabularyException(string source, string key, string message)
        : base($"{source}: {key}: {message}") => Key = key;

    /// <summary>The metadata key at fault.</summary>
    public string Key { get; }
}
