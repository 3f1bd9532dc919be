// The marks of calls that stand in a section of their own.
namespace Caravan.Models.Chat.Output;

/// <summary>Marks of one family of models.</summary>
internal sealed record SectionMarks(string CallBegin, string Separator, string CallEnd, string SectionEnd)
{
    /// <summary>DeepSeek V3, R1 and V3.1.</summary>
    public static SectionMarks DeepSeek { get; } =
        new("<｜tool▁call▁begin｜>", "<｜tool▁sep｜>", "<｜tool▁call▁end｜>", "<｜tool▁calls▁end｜>");

    /// <summary>Kimi K2.</summary>
    public static SectionMarks Kimi { get; } =
        new("<|tool_call_begin|>", "<|tool_call_argument_begin|>", "<|tool_call_end|>", "<|tool_calls_section_end|>");
}
