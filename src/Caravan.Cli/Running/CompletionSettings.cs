// What a completion is asked to do.
using Caravan.Cli.Options;

namespace Caravan.Cli.Running;

/// <summary>Settings of a <see cref="Completion"/>.</summary>
internal sealed record CompletionSettings
{
    /// <summary>Tokens to generate; negative for as many as come.</summary>
    internal int TokensToPredict { get; init; } = -1;

    /// <summary>True to print the prompt before the text.</summary>
    internal bool ShowPrompt { get; init; } = true;

    /// <summary>True to print control tokens.</summary>
    internal bool ShowSpecial { get; init; }

    /// <summary>True to color the prompt and the user's input.</summary>
    internal bool IsColored { get; init; }

    /// <summary>Texts at which generation stops.</summary>
    internal IReadOnlyList<string> ReversePrompts { get; init; } = [];

    /// <summary>True to let the user write when generation stops.</summary>
    internal bool IsInteractive { get; init; }

    /// <summary>True to let the user write before anything is generated.</summary>
    internal bool UserWritesFirst { get; init; }

    /// <summary>True to begin each input with the token that begins texts.</summary>
    internal bool BeginsInputs { get; init; }

    /// <summary>Text before each input.</summary>
    internal string InputPrefix { get; init; } = "";

    /// <summary>Text after each input.</summary>
    internal string InputSuffix { get; init; } = "";

    /// <summary>True to read escapes in the user's input.</summary>
    internal bool ReadsEscapes { get; init; } = true;

    /// <summary>Reads the user's input.</summary>
    internal InputReader Input { get; init; } = new(TextReader.Null, isMultiline: false);

    /// <summary>Text with escapes read where that is asked for.</summary>
    internal string Unescape(string text) => ReadsEscapes ? EscapeSequences.Process(text) : text;

    /// <summary>The settings that a command line asks for.</summary>
    internal static CompletionSettings Read(OptionValues values)
    {
        CompletionSettings settings = new() { ReadsEscapes = values.Get(PromptOptions.Escape) };
        return settings with
        {
            TokensToPredict = values.Get(GenerationOptions.Predict),
            ShowPrompt = values.Get(PromptOptions.DisplayPrompt),
            ShowSpecial = values.Get(GenerationOptions.Special),
            IsColored = values.Get(OutputOptions.Color) ?? !Console.IsOutputRedirected,
            ReversePrompts = [.. values.Get(GenerationOptions.ReversePrompt).Select(settings.Unescape)],
            IsInteractive = values.Get(GenerationOptions.Interactive) || values.Get(GenerationOptions.InteractiveFirst),
            UserWritesFirst = values.Get(GenerationOptions.InteractiveFirst),
            BeginsInputs = values.Get(GenerationOptions.InputPrefixBegin),
            InputPrefix = settings.Unescape(values.Get(GenerationOptions.InputPrefix)),
            InputSuffix = settings.Unescape(values.Get(GenerationOptions.InputSuffix)),
            Input = new InputReader(
                new StreamReader(Console.OpenStandardInput()),
                values.Get(GenerationOptions.MultilineInput)
            ),
        };
    }
}
