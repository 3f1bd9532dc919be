// Raised when a text is too short to measure perplexity with.
namespace Caravan.Cli.Running;

/// <summary>A text has fewer tokens than two windows.</summary>
internal sealed class TextTooShortException(int tokens, int window)
    : Exception(
        $"the text has only {tokens} tokens, at least {2L * window} are needed with a context of {window}: take a longer text or a smaller -c"
    );
