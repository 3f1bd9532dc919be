// Options about generation and interaction.
namespace Caravan.Cli.Options;

/// <summary>How long to generate, when to stop, when to ask the user; in llama.cpp's spellings.</summary>
internal static class GenerationOptions
{
    internal static readonly ValueOption<int> Predict = new(
        "-n --predict --n-predict",
        "N",
        ValueParsers.Integer(-2, int.MaxValue),
        -1,
        "tokens to generate; -1 = until the text or the context ends, -2 = until the context is full (default: -1)"
    )
    {
        Environment = "LLAMA_ARG_N_PREDICT",
    };

    internal static readonly ListOption<string> ReversePrompt = new(
        "-r --reverse-prompt",
        "PROMPT",
        ValueParsers.Text,
        "stop when the text ends so; with -i: let the user write; may be given several times"
    );

    internal static readonly FlagOption Special = new("-sp --special", "print control tokens");

    internal static readonly FlagOption Interactive = new(
        "-i --interactive",
        "let the user write when generation stops"
    );

    internal static readonly FlagOption InteractiveFirst = new(
        "-if --interactive-first",
        "let the user write first, then as -i"
    );

    internal static readonly FlagOption MultilineInput = new(
        "-mli --multiline-input",
        "with -i: a line goes on until one ends in \\"
    );

    internal static readonly FlagOption InputPrefixBegin = new(
        "--in-prefix-bos",
        "with -i: begin inputs with the token that begins texts"
    );

    internal static readonly ValueOption<string> InputPrefix = new(
        "--in-prefix",
        "STRING",
        ValueParsers.Text,
        "",
        "with -i: put before inputs"
    );

    internal static readonly ValueOption<string> InputSuffix = new(
        "--in-suffix",
        "STRING",
        ValueParsers.Text,
        "",
        "with -i: put after inputs"
    );

    internal static readonly FlagOption WarmUp = new(
        "--warmup",
        "run the model once before it is timed (default: on)",
        true
    )
    {
        NegativeNames = "--no-warmup",
    };

    internal static readonly OptionGroup Group = new(
        "generation",
        [
            Predict,
            ReversePrompt,
            Special,
            Interactive,
            InteractiveFirst,
            MultilineInput,
            InputPrefixBegin,
            InputPrefix,
            InputSuffix,
            WarmUp,
        ]
    );
}
