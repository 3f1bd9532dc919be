// What stands around the names and arguments of calls.
namespace Caravan.Models.Chat.Output;

/// <summary>The parts of calls in one form, each as an expression of a grammar.</summary>
/// <param name="Trigger">The text with which calls begin.</param>
internal sealed record CallLayout(string Trigger)
{
    private const string Empty = "\"\"";

    /// <summary>Before all calls.</summary>
    public string Open { get; init; } = Empty;

    /// <summary>Before a name.</summary>
    public string BeforeName { get; init; } = Empty;

    /// <summary>Between a name and its arguments.</summary>
    public string BeforeArguments { get; init; } = Empty;

    /// <summary>After the arguments.</summary>
    public string AfterArguments { get; init; } = Empty;

    /// <summary>Between two calls; null where there is only one.</summary>
    public string? Between { get; init; } = Empty;

    /// <summary>After all calls.</summary>
    public string Close { get; init; } = Empty;

    /// <summary>Tags of single arguments; null where they are one JSON object.</summary>
    public PairLayout? Pairs { get; init; }

    /// <summary>The layout of a form.</summary>
    public static CallLayout Of(ToolCallSyntax syntax) =>
        syntax switch
        {
            ToolCallSyntax.Hermes => new("<tool_call>")
            {
                BeforeName = L("<tool_call>\n{\"name\": \""),
                BeforeArguments = L("\", \"arguments\": "),
                AfterArguments = L("}\n</tool_call>"),
                Between = L("\n"),
            },
            ToolCallSyntax.QwenCoder => new("<tool_call>")
            {
                BeforeName = L("<tool_call>\n<function="),
                BeforeArguments = L(">\n"),
                AfterArguments = L("</function>\n</tool_call>"),
                Between = L("\n"),
                Pairs = new("<parameter=", ">\n", "\n", "</parameter>"),
            },
            ToolCallSyntax.Glm => new("<tool_call>")
            {
                BeforeName = L("<tool_call>"),
                BeforeArguments = L("\n"),
                AfterArguments = L("</tool_call>"),
                Between = L("\n"),
                Pairs = new("<arg_key>", "</arg_key>\n<arg_value>", "", "</arg_value>"),
            },
            ToolCallSyntax.Llama3 => new("{\"name\": \"")
            {
                BeforeName = L("{\"name\": \""),
                BeforeArguments = L("\", \"parameters\": "),
                AfterArguments = L("}"),
                Between = L("; "),
            },
            ToolCallSyntax.MistralList => new("[TOOL_CALLS]")
            {
                Open = L("[TOOL_CALLS]["),
                BeforeName = L("{\"name\": \""),
                BeforeArguments = L("\", \"arguments\": "),
                AfterArguments = $"({L(", \"id\": \"")} [a-zA-Z0-9]{{9}} {L("\"")})? {L("}")}",
                Between = L(", "),
                Close = L("]"),
            },
            ToolCallSyntax.MistralNamed => new("[TOOL_CALLS]")
            {
                BeforeName = L("[TOOL_CALLS]"),
                BeforeArguments = $"({L("[CALL_ID]")} [a-zA-Z0-9]{{9}})? {L("[ARGS]")}",
            },
            ToolCallSyntax.DeepSeekFenced => new("<｜tool▁calls▁begin｜>")
            {
                Open = L("<｜tool▁calls▁begin｜>"),
                BeforeName = L("<｜tool▁call▁begin｜>function<｜tool▁sep｜>"),
                BeforeArguments = L("\n```json\n"),
                AfterArguments = L("\n```<｜tool▁call▁end｜>"),
                Between = L("\n"),
                Close = L("<｜tool▁calls▁end｜>"),
            },
            ToolCallSyntax.DeepSeekPlain => new("<｜tool▁calls▁begin｜>")
            {
                Open = L("<｜tool▁calls▁begin｜>"),
                BeforeName = L("<｜tool▁call▁begin｜>"),
                BeforeArguments = L("<｜tool▁sep｜>"),
                AfterArguments = L("<｜tool▁call▁end｜>"),
                Close = L("<｜tool▁calls▁end｜>"),
            },
            ToolCallSyntax.Kimi => new("<|tool_calls_section_begin|>")
            {
                Open = L("<|tool_calls_section_begin|>"),
                BeforeName = L("<|tool_call_begin|>functions."),
                BeforeArguments = $"{L(":")} [0-9]{{1,4}} {L("<|tool_call_argument_begin|>")}",
                AfterArguments = L("<|tool_call_end|>"),
                Close = L("<|tool_calls_section_end|>"),
            },
            ToolCallSyntax.Harmony => new("<|channel|>commentary to=")
            {
                BeforeName = L("<|channel|>commentary to=functions."),
                BeforeArguments = $"{L(" <|constrain|>json")}? {L("<|message|>")}",
                Between = null,
            },
            _ => new("{\"tool_calls\": [")
            {
                Open = L("{\"tool_calls\": ["),
                BeforeName = L("{\"name\": \""),
                BeforeArguments = L("\", \"arguments\": "),
                AfterArguments = L("}"),
                Between = L(", "),
                Close = L("]}"),
            },
        };

    private static string L(string text) => GbnfText.Literal(text);
}
