// Raised when a template's text is not Jinja.
namespace Caravan.Models.Chat.Jinja;

/// <summary>A template's text cannot be parsed.</summary>
public sealed class JinjaSyntaxException : JinjaException
{
    internal JinjaSyntaxException(string message, int line, int column)
        : base(message, line, column) { }
}
