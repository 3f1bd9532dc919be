// Raised when no chat template can be had.
namespace Caravan.Models.Chat;

/// <summary>A model's chat template is missing or unusable, or an unknown one was asked for; the message is one line.</summary>
public sealed class ChatTemplateException : Exception
{
    /// <summary>An error with a complete message.</summary>
    public ChatTemplateException(string message)
        : base(message) { }

    /// <summary>An error with a complete message and its cause.</summary>
    public ChatTemplateException(string message, Exception cause)
        : base(message, cause) { }
}
