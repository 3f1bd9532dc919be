// A token of a template.
namespace Caravan.Models.Chat.Jinja;

/// <summary>A token, its text and where it starts.</summary>
internal readonly record struct JinjaToken(JinjaTokenKind Kind, string Text, int Position)
{
    /// <summary>True for the operator or bracket <paramref name="text"/>.</summary>
    public bool IsSymbol(string text) => Kind == JinjaTokenKind.Symbol && Text == text;

    /// <summary>True for the word <paramref name="text"/>.</summary>
    public bool IsName(string text) => Kind == JinjaTokenKind.Name && Text == text;
}
