// One option of the command line: its spellings, what it takes, what --help says about it.
namespace Caravan.Cli.Options;

/// <summary>A row of the option table.</summary>
/// <param name="names">Spellings, separated by spaces; <c>_</c> in a long one is read as <c>-</c>.</param>
/// <param name="placeholder">What the value is called in help; null for an option without a value.</param>
/// <param name="help">What it does, for help.</param>
internal abstract class OptionDefinition(string names, string? placeholder, string help)
{
    /// <summary>The text that stands for a negative spelling (<c>--no-mmap</c>).</summary>
    internal const string Off = "off";

    /// <summary>The text that stands for an option without a value.</summary>
    internal const string On = "on";

    /// <summary>Spellings, the one for messages and help first.</summary>
    internal IReadOnlyList<string> Names { get; } = names.Split(' ');

    /// <summary>The spelling by which the option is known inside the program.</summary>
    internal string Key => Names[^1];

    /// <summary>Spellings that mean "off", separated by spaces.</summary>
    internal string NegativeNames { get; init; } = "";

    /// <summary>Spellings that mean "off".</summary>
    internal IReadOnlyList<string> Negatives => NegativeNames.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>What the value is called; null for an option without a value.</summary>
    internal string? Placeholder { get; } = placeholder;

    /// <summary>What the option does.</summary>
    internal string Help { get; } = help;

    /// <summary>llama.cpp's variable of a short name; null for none.</summary>
    internal static string? LlamaVariable(string? name) => name is null ? null : "LLAMA_ARG_" + name;

    /// <summary>Environment variable that stands for the option, as in llama.cpp; the command line wins.</summary>
    internal string? Environment { get; init; }

    /// <summary>The value when none follows; null when one must follow.</summary>
    internal string? ValueWhenBare { get; init; }

    /// <summary>
    /// With <see cref="ValueWhenBare"/>: words that are a value when they follow; any other word is left alone. Empty: every
    /// word is a value, and only an option at the end of the line is bare.
    /// </summary>
    internal IReadOnlyList<string> Words { get; init; } = [];

    /// <summary>The variable that stands for the negative spelling, as in llama.cpp; null where there is none.</summary>
    internal string? NegativeEnvironment =>
        NegativeNames.Length > 0 ? Environment?.Replace("LLAMA_ARG_", "LLAMA_ARG_NO_", StringComparison.Ordinal) : null;

    /// <summary>The option's value of all texts it was given, first to last.</summary>
    /// <exception cref="FormatException">A text cannot be right; the message says what is expected.</exception>
    internal abstract object Parse(IReadOnlyList<string> texts);
}
