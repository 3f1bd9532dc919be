// Options of tokenize alone.
namespace Caravan.Cli.Options;

/// <summary>llama-tokenize's own options.</summary>
internal static class TokenizeOptions
{
    internal static readonly FlagOption Ids = new("--ids", "print the tokens as one list of numbers: [1, 2, 3]");

    internal static readonly FlagOption StandardInput = new("--stdin", "read the text from standard input");

    internal static readonly FlagOption NoBegin = new(
        "--no-bos",
        "never put the token that begins texts first, also where the model wants it"
    );

    internal static readonly FlagOption NoParseSpecial = new(
        "--no-parse-special",
        "take the texts of control tokens for ordinary text"
    );

    internal static readonly FlagOption ShowCount = new("--show-count", "print the number of tokens at the end");

    internal static readonly OptionGroup Group = new(
        "tokenize",
        [.. PromptOptions.Text, StandardInput, Ids, NoBegin, NoParseSpecial, ShowCount]
    );
}
