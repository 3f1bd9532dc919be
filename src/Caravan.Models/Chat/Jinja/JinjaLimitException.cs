// Raised when a template wants more than it is given.
namespace Caravan.Models.Chat.Jinja;

/// <summary>A template went beyond one of its <see cref="JinjaLimits"/>.</summary>
public sealed class JinjaLimitException : JinjaException
{
    internal JinjaLimitException(string limit, string message, int line, int column)
        : base(message, line, column) => Limit = limit;

    /// <summary>The property of <see cref="JinjaLimits"/> that was reached.</summary>
    public string Limit { get; }
}
