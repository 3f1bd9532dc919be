// How JSON is written.
namespace Caravan.Models.Chat.Jinja;

/// <summary>The arguments of tojson.</summary>
internal sealed record JsonStyle
{
    /// <summary>How lists and mappings look where they are written as text.</summary>
    public static JsonStyle Display { get; } = new() { ShowsUndefined = true };

    /// <summary>White space of one level; null for one line.</summary>
    public string? Indent { get; init; }

    /// <summary>Text between items.</summary>
    public string ItemSeparator { get; init; } = ", ";

    /// <summary>Text between key and value.</summary>
    public string KeySeparator { get; init; } = ": ";

    /// <summary>Escape all that is not ASCII.</summary>
    public bool EnsureAscii { get; init; }

    /// <summary>Sort mappings by key.</summary>
    public bool SortKeys { get; init; }

    /// <summary>Write undefined as such and not as null.</summary>
    public bool ShowsUndefined { get; init; }
}
