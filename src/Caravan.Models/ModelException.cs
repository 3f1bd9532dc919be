// Raised when a file's model cannot be right or is not supported.
namespace Caravan.Models;

/// <summary>
/// A model's metadata or tensors do not fit together, or are of a kind that is not supported. The message is one line: the
/// file, the key or tensor, what was found and what was expected.
/// </summary>
public sealed class ModelException : Exception
{
    /// <summary>An error with a complete message.</summary>
    public ModelException(string message)
        : base(message) { }

    /// <summary>An error with a complete message and its cause.</summary>
    public ModelException(string message, Exception cause)
        : base(message, cause) { }
}
