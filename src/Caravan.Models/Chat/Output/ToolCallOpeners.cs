// With what calls of tools begin.
namespace Caravan.Models.Chat.Output;

/// <summary>The marks that begin calls, and the readers of what follows.</summary>
internal static class ToolCallOpeners
{
    private const string Tag = "<tool_call>";
    private const string FunctionTag = "<function=";
    private const string PythonTag = "<|python_tag|>";
    private const string MistralMark = "[TOOL_CALLS]";
    private const string Fence = "```json";

    // Distilled models write the first of DeepSeek's marks in several ways, or leave it out.
    private static readonly string[] DeepSeek =
    [
        "<｜tool▁calls▁begin｜>",
        "<｜tool_calls_begin｜>",
        "<｜tool calls begin｜>",
        "<｜tool\\_calls\\_begin｜>",
        "<｜tool▁calls｜>",
        SectionMarks.DeepSeek.CallBegin,
    ];

    private static readonly string[] Kimi = ["<|tool_calls_section_begin|>", SectionMarks.Kimi.CallBegin];

    /// <summary>Marks that begin calls wherever they stand.</summary>
    public static string[] Anywhere(ToolCallSyntax syntax) =>
        syntax switch
        {
            ToolCallSyntax.Hermes or ToolCallSyntax.Glm => [Tag],
            ToolCallSyntax.QwenCoder => [Tag, FunctionTag],
            ToolCallSyntax.Llama3 => [PythonTag],
            ToolCallSyntax.MistralList or ToolCallSyntax.MistralNamed => [MistralMark],
            ToolCallSyntax.DeepSeekFenced or ToolCallSyntax.DeepSeekPlain => DeepSeek,
            ToolCallSyntax.Kimi => Kimi,
            _ => [],
        };

    /// <summary>Marks that begin calls where the answer begins with them.</summary>
    public static string[] AtStart(ToolCallSyntax syntax) =>
        syntax switch
        {
            ToolCallSyntax.Llama3 => ["{"],
            ToolCallSyntax.Json => ["{", "[", Fence],
            _ => [],
        };

    /// <summary>A reader of calls that begin with <paramref name="opener"/>, which stands at the front of the text.</summary>
    public static ToolCallReader Reader(string opener, OutputText text, IReadOnlyList<ChatTool> tools) =>
        opener switch
        {
            // Marks that belong to the first call are left to the reader.
            Tag => new TagCallReader(opener.Length, text, tools),
            FunctionTag => new TagCallReader(0, text, tools),
            PythonTag => new PythonTagReader(opener.Length, text, tools),
            MistralMark => new MistralCallReader(opener.Length, text, tools),
            Fence => new JsonCallReader(opener.Length, isFenced: true, text, tools),
            "{" or "[" => new JsonCallReader(0, isFenced: false, text, tools),
            _ when opener == SectionMarks.DeepSeek.CallBegin => new SectionCallReader(
                0,
                SectionMarks.DeepSeek,
                text,
                tools
            ),
            _ when opener == SectionMarks.Kimi.CallBegin => new SectionCallReader(0, SectionMarks.Kimi, text, tools),
            _ when Kimi.Contains(opener) => new SectionCallReader(opener.Length, SectionMarks.Kimi, text, tools),
            _ => new SectionCallReader(opener.Length, SectionMarks.DeepSeek, text, tools),
        };
}
