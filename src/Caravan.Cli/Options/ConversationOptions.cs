// Options about conversations.
using Caravan.Models.Chat.Output;

namespace Caravan.Cli.Options;

/// <summary>How a conversation begins, how long it is, what becomes of reasoning; in llama.cpp's spellings.</summary>
internal static class ConversationOptions
{
    internal static readonly FlagOption Conversation = new(
        "-cnv --conversation",
        "hold a conversation (default: where the model has a chat template or one is given)"
    )
    {
        NegativeNames = "-no-cnv --no-conversation",
    };

    internal static readonly FlagOption SingleTurn = new("-st --single-turn", "end after the first answer");

    internal static readonly ValueOption<string> System = new(
        "-sys --system-prompt",
        "PROMPT",
        ValueParsers.Text,
        "",
        "the system message"
    );

    internal static readonly ValueOption<string> SystemFile = new(
        "-sysf --system-prompt-file",
        "FNAME",
        ValueParsers.Text,
        "",
        "file with the system message"
    );

    internal static readonly FlagOption Jinja = new("--jinja", "templates are always read as Jinja (default: on)", true)
    {
        Environment = "LLAMA_ARG_JINJA",
        NegativeNames = "--no-jinja",
    };

    internal static readonly ValueOption<ReasoningHandling> ReasoningFormat = new(
        "--reasoning-format",
        "FORMAT",
        ValueParsers.OneOf(
            ("auto", ReasoningHandling.Apart),
            ("deepseek", ReasoningHandling.Apart),
            ("deepseek-legacy", ReasoningHandling.Both),
            ("none", ReasoningHandling.InContent)
        ),
        ReasoningHandling.Apart,
        "auto, deepseek: reasoning is dimmed on a terminal and left out elsewhere; none: it is text like the rest (default: auto)"
    )
    {
        Environment = "LLAMA_ARG_THINK",
    };

    internal static readonly ValueOption<bool?> Reasoning = new(
        "-rea --reasoning",
        "[on|off|auto]",
        ValueParsers.SwitchOrAuto,
        null,
        "whether the model shall reason, where its template can say so (default: auto)"
    )
    {
        Environment = "LLAMA_ARG_REASONING",
    };

    internal static readonly ValueOption<int> ReasoningBudget = new(
        "--reasoning-budget",
        "N",
        ValueParsers.Integer(-1, int.MaxValue),
        -1,
        "tokens of reasoning at the most; 0 = none, -1 = any number (default: -1)"
    )
    {
        Environment = "LLAMA_ARG_THINK_BUDGET",
    };

    internal static readonly ValueOption<string> ReasoningBudgetMessage = new(
        "--reasoning-budget-message",
        "MESSAGE",
        ValueParsers.Text,
        "",
        "text with which reasoning ends when its budget is used up"
    )
    {
        Environment = "LLAMA_ARG_THINK_BUDGET_MESSAGE",
    };

    internal static readonly FlagOption SkipParsing = new(
        "--skip-chat-parsing",
        "print the model's text as it comes, as --reasoning-format none"
    )
    {
        NegativeNames = "--no-skip-chat-parsing",
    };

    /// <summary>What a conversation takes.</summary>
    internal static readonly OptionGroup Group = new(
        "conversation",
        [
            SingleTurn,
            System,
            SystemFile,
            Jinja,
            ReasoningFormat,
            Reasoning,
            ReasoningBudget,
            ReasoningBudgetMessage,
            SkipParsing,
        ]
    );

    /// <summary>What a command takes that may hold a conversation or not.</summary>
    internal static readonly OptionGroup GroupWithSwitch = Group with { Options = [Conversation, .. Group.Options] };
}
