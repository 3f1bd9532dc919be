// Raised when a GGUF file is missing, damaged, or lacks what is asked of it.
namespace Caravan.Gguf;

/// <summary>
/// A GGUF file cannot be read or lacks something. The message is one line that names the file, what was found and what
/// was expected.
/// </summary>
public sealed class GgufException : Exception
{
    /// <summary>An error with a complete message.</summary>
    public GgufException(string message)
        : base(message) { }

    /// <summary>An error with a complete message and its cause.</summary>
    public GgufException(string message, Exception cause)
        : base(message, cause) { }
}
