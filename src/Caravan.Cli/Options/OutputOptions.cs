// Options about what is printed.
namespace Caravan.Cli.Options;

/// <summary>Colors, timings, log; in llama.cpp's spellings.</summary>
internal static class OutputOptions
{
    internal static readonly ValueOption<bool?> Color = new(
        "-co --color",
        "[on|off|auto]",
        ValueParsers.SwitchOrAuto,
        null,
        "color the prompt and the user's input; auto: on a terminal; bare: on (default: auto)"
    )
    {
        ValueWhenBare = OptionDefinition.On,
        Words = ValueParsers.SwitchWords,
    };

    internal static readonly FlagOption Timings = new(
        "--perf",
        "print timings to standard error at the end (default: on)",
        true
    )
    {
        Environment = "LLAMA_ARG_PERF",
        NegativeNames = "--no-perf",
    };

    internal static readonly FlagOption NoLog = new(
        "--log-disable",
        "print nothing to standard error but errors and timings"
    );

    internal static readonly FlagOption Verbose = new("-v --log-verbose --verbose", "print stack traces with errors");

    internal static readonly FlagOption Help = new("-h --usage --help", "print this text");

    /// <summary>Help where <c>-h</c> means something else.</summary>
    internal static readonly FlagOption LongHelp = new("--usage --help", "print this text");

    internal static readonly FlagOption Version = new("--version", "print the program's version");

    /// <summary>What every command takes.</summary>
    internal static readonly OptionGroup General = new("general", [Help, Version, Verbose]);

    internal static readonly OptionGroup Engine = new("output", [Color, Timings, NoLog]);
}
