// Raised when a template asks for what its values cannot give.
namespace Caravan.Models.Chat.Jinja;

/// <summary>An operation of a template does not fit the values it met.</summary>
public sealed class JinjaEvaluationException : JinjaException
{
    internal JinjaEvaluationException(string message, int line, int column)
        : base(message, line, column) { }
}
