// What every error of a template has in common.
namespace Caravan.Models.Chat.Jinja;

/// <summary>A template cannot be compiled or rendered; the message is one line that ends with the place in the template.</summary>
public abstract class JinjaException : Exception
{
    /// <summary>An error at a place of a template.</summary>
    private protected JinjaException(string message, int line, int column)
        : base($"{message} (template line {line}, column {column})") => (Line, Column) = (line, column);

    /// <summary>Line of the template, from 1.</summary>
    public int Line { get; }

    /// <summary>Column of that line, from 1.</summary>
    public int Column { get; }
}
