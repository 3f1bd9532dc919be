// What a conversation is asked to be.
using Caravan.Cli.Options;
using Caravan.Cli.Running;
using Caravan.Models.Chat.Jinja.Values;
using Caravan.Models.Chat.Output;

namespace Caravan.Cli.Chatting;

/// <summary>Settings of a <see cref="Conversation"/> and of the loop around it.</summary>
internal sealed record ChatSettings
{
    /// <summary>The system message; empty for none.</summary>
    internal string System { get; init; } = "";

    /// <summary>The user's first message; empty to ask for it.</summary>
    internal string FirstMessage { get; init; } = "";

    /// <summary>True to end after the first answer.</summary>
    internal bool IsSingleTurn { get; init; }

    /// <summary>Tokens of an answer at the most; negative for as many as come.</summary>
    internal int MaximumTokens { get; init; } = -1;

    /// <summary>Texts at which an answer ends, besides the template's.</summary>
    internal IReadOnlyList<string> StopStrings { get; init; } = [];

    /// <summary>What becomes of reasoning.</summary>
    internal ReasoningHandling Reasoning { get; init; }

    /// <summary>Whether the model shall reason; null leaves it to the template.</summary>
    internal bool? EnableThinking { get; init; }

    /// <summary>Tokens of reasoning at the most; negative for any number.</summary>
    internal int ReasoningBudget { get; init; } = -1;

    /// <summary>Text with which reasoning ends when its budget is used up.</summary>
    internal string BudgetMessage { get; init; } = "";

    /// <summary>Keyword arguments of the template.</summary>
    internal IReadOnlyDictionary<string, JinjaValue> Arguments { get; init; } = new Dictionary<string, JinjaValue>();

    /// <summary>True to show control tokens.</summary>
    internal bool ShowsSpecial { get; init; }

    /// <summary>The settings that a command line asks for.</summary>
    /// <exception cref="IOException">A file cannot be read.</exception>
    internal static ChatSettings Read(OptionValues values)
    {
        bool reads = values.Get(PromptOptions.Escape);
        int budget = values.Get(ConversationOptions.ReasoningBudget);
        return new ChatSettings
        {
            System = ReadSystem(values, reads),
            FirstMessage = global::System.Text.Encoding.UTF8.GetString(PromptSource.Read(values, true) ?? []),
            IsSingleTurn = values.Get(ConversationOptions.SingleTurn),
            MaximumTokens = values.Get(GenerationOptions.Predict),
            StopStrings =
            [
                .. values
                    .Get(GenerationOptions.ReversePrompt)
                    .Where(text => text.Length > 0)
                    .Select(text => reads ? EscapeSequences.Process(text) : text),
            ],
            Reasoning = values.Get(ConversationOptions.SkipParsing)
                ? ReasoningHandling.InContent
                : values.Get(ConversationOptions.ReasoningFormat),
            EnableThinking = budget == 0 ? false : values.Get(ConversationOptions.Reasoning),
            ReasoningBudget = budget,
            BudgetMessage = values.Get(ConversationOptions.ReasoningBudgetMessage),
            Arguments = ReadArguments(values.Get(ChatOptions.TemplateArguments)),
            ShowsSpecial = values.Get(GenerationOptions.Special),
        };
    }

    private static string ReadSystem(OptionValues values, bool readsEscapes)
    {
        if (values.LastOf(ConversationOptions.System, ConversationOptions.SystemFile) == ConversationOptions.SystemFile)
        {
            string file = global::System.Text.Encoding.UTF8.GetString(
                PromptSource.ReadFile(values.Get(ConversationOptions.SystemFile))
            );
            return file.EndsWith('\n') ? file[..^1] : file;
        }

        string text = values.Get(ConversationOptions.System);
        return readsEscapes ? EscapeSequences.Process(text) : text;
    }

    private static Dictionary<string, JinjaValue> ReadArguments(string json) =>
        json.Length == 0
            ? []
            : ((JinjaMap)JinjaValues.ParseJson(json)).Entries.ToDictionary(
                entry => ((JinjaString)entry.Key).Value,
                entry => entry.Value
            );
}
