// How a model's output is written.

namespace Caravan.Models.Chat.Output;

/// <summary>The form of a model's answers.</summary>
/// <param name="Calls">How calls of tools are written.</param>
/// <param name="Reasoning">What stands around reasoning; null where the model has none, or where it has channels.</param>
public sealed record ChatOutputFormat(ToolCallSyntax Calls, ReasoningTags? Reasoning)
{
    private static readonly ReasoningTags[] KnownTags =
    [
        new("<think>", "</think>"),
        new("[THINK]", "[/THINK]"),
        new("<seed:think>", "</seed:think>"),
        new("<|START_THINKING|>", "<|END_THINKING|>"),
        new("<|inner_prefix|>", "<|inner_suffix|>"),
    ];

    /// <summary>
    /// True when the marks of this form may be control tokens, so that the output must be rendered with those.
    /// </summary>
    public bool NeedsControlTokens => Reasoning is not null || Calls is not ToolCallSyntax.Json;

    /// <summary>The form that a template's text speaks of.</summary>
    public static ChatOutputFormat Of(ChatTemplate template)
    {
        ArgumentNullException.ThrowIfNull(template);
        string source = template.Source;
        ToolCallSyntax calls = SyntaxOf(source);
        ReasoningTags? tags =
            calls == ToolCallSyntax.Harmony
                ? null
                : Array.Find(KnownTags, pair => source.Contains(pair.Close, StringComparison.Ordinal));
        return new ChatOutputFormat(calls, tags);
    }

    /// <summary>True when the last thing that a prompt does is to open reasoning.</summary>
    public bool EndsInReasoning(ReadOnlySpan<char> prompt) =>
        Reasoning is not null && prompt.TrimEnd().EndsWith(Reasoning.Open, StringComparison.Ordinal);

    private static ToolCallSyntax SyntaxOf(string source)
    {
        bool Says(string text) => source.Contains(text, StringComparison.Ordinal);
        return Says("<|channel|>") ? ToolCallSyntax.Harmony
            : Says("<｜tool▁calls▁begin｜>")
                ? Says("```json") ? ToolCallSyntax.DeepSeekFenced
                    : ToolCallSyntax.DeepSeekPlain
            : Says("<|tool_calls_section_begin|>") ? ToolCallSyntax.Kimi
            : Says("[TOOL_CALLS]")
                ? Says("[ARGS]") ? ToolCallSyntax.MistralNamed
                    : ToolCallSyntax.MistralList
            : Says("<tool_call>")
                ? Says("<function=") ? ToolCallSyntax.QwenCoder
                    : Says("<arg_key>") ? ToolCallSyntax.Glm
                    : ToolCallSyntax.Hermes
            : Says("<|python_tag|>") || (Says("<|start_header_id|>") && Says("\"parameters\"")) ? ToolCallSyntax.Llama3
            : ToolCallSyntax.Json;
    }
}
