// How much a template may use.
namespace Caravan.Models.Chat.Jinja;

/// <summary>Limits of compiling and rendering one template. Templates come from files, so none of them is trusted.</summary>
public sealed record JinjaLimits
{
    /// <summary>The limits used where none are given.</summary>
    public static JinjaLimits Default { get; } = new();

    /// <summary>Characters of a template's text.</summary>
    public int MaximumTemplateLength { get; init; } = 1 << 19;

    /// <summary>Levels of expressions and blocks within each other.</summary>
    public int MaximumNesting { get; init; } = 100;

    /// <summary>Macros that call each other.</summary>
    public int MaximumCallDepth { get; init; } = 64;

    /// <summary>Levels of lists and mappings within each other.</summary>
    public int MaximumValueDepth { get; init; } = 100;

    /// <summary>Units of work: a node evaluated, an item visited, 256 characters read or written.</summary>
    public long MaximumSteps { get; init; } = 5_000_000;

    /// <summary>Wall-clock time of one rendering.</summary>
    public TimeSpan MaximumTime { get; init; } = TimeSpan.FromMilliseconds(800);

    /// <summary>Bytes of all strings, lists and mappings made during one rendering together.</summary>
    public long MaximumMadeBytes { get; init; } = 256L << 20;

    /// <summary>Characters of the rendered text.</summary>
    public int MaximumOutputLength { get; init; } = 16 << 20;
}
