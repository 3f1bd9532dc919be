// Raised when a template itself refuses its input.
namespace Caravan.Models.Chat.Jinja;

/// <summary>A template called raise_exception; <see cref="Reason"/> is its own text.</summary>
public sealed class JinjaRaisedException : JinjaException
{
    internal JinjaRaisedException(string reason, int line, int column)
        : base($"the chat template refuses this conversation: {reason}", line, column) => Reason = reason;

    /// <summary>What the template said.</summary>
    public string Reason { get; }
}
