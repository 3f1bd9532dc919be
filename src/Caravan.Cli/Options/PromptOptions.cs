// Options about the prompt.
namespace Caravan.Cli.Options;

/// <summary>Where the prompt comes from and how it is read, in llama.cpp's spellings.</summary>
internal static class PromptOptions
{
    internal static readonly ValueOption<string> Prompt = new(
        "-p --prompt",
        "PROMPT",
        ValueParsers.Text,
        "",
        "the text to start from"
    )
    {
        // Posted lines end in a bare --prompt where the text was left out.
        ValueWhenBare = "",
    };

    internal static readonly ValueOption<string> File = new(
        "-f --file",
        "FNAME",
        ValueParsers.Text,
        "",
        "file with the text; one line feed at its end is left out"
    );

    internal static readonly ValueOption<string> BinaryFile = new(
        "-bf --binary-file",
        "FNAME",
        ValueParsers.Text,
        "",
        "file with the text, taken byte for byte"
    );

    internal static readonly FlagOption Escape = new(
        "-e --escape",
        "read \\n, \\r, \\t, \\', \\\", \\\\ and \\xHH in texts (default: on; perplexity: off)",
        true
    )
    {
        NegativeNames = "--no-escape",
    };

    internal static readonly FlagOption DisplayPrompt = new(
        "--display-prompt",
        "print the prompt before the text (default: on)",
        true
    )
    {
        NegativeNames = "--no-display-prompt",
    };

    internal static readonly FlagOption VerbosePrompt = new(
        "--verbose-prompt",
        "print the prompt's tokens to standard error"
    );

    /// <summary>What every command that reads a text takes.</summary>
    internal static readonly OptionDefinition[] Text = [Prompt, File, BinaryFile, Escape];

    internal static readonly OptionGroup Group = new("prompt", [.. Text, DisplayPrompt, VerbosePrompt]);
}
