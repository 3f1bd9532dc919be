// A template's text and the places in it.
namespace Caravan.Models.Chat.Jinja;

/// <summary>Turns offsets of a template into lines and columns, and into exceptions.</summary>
internal sealed class TemplateText(string text)
{
    /// <summary>The text itself.</summary>
    public string Text { get; } = text;

    /// <summary>A syntax error at <paramref name="offset"/>.</summary>
    public JinjaSyntaxException Syntax(int offset, string message)
    {
        (int line, int column) = Place(offset);
        return new JinjaSyntaxException(message, line, column);
    }

    /// <summary>Line and column, both from 1, of <paramref name="offset"/>.</summary>
    public (int Line, int Column) Place(int offset)
    {
        ReadOnlySpan<char> before = Text.AsSpan(0, Math.Min(offset, Text.Length));
        return (before.Count('\n') + 1, before.Length - before.LastIndexOf('\n'));
    }
}
