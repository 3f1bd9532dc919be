// Raised when a model cannot be made or quantized as asked.
namespace Caravan.Engine;

/// <summary>A model cannot be written. The message is one line: what was found, what was expected.</summary>
public sealed class ModelMakingException : Exception
{
    /// <summary>An error with a complete message.</summary>
    public ModelMakingException(string message)
        : base(message) { }

    /// <summary>An error with a complete message and its cause.</summary>
    public ModelMakingException(string message, Exception cause)
        : base(message, cause) { }
}
