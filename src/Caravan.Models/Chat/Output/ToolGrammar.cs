// A grammar of the calls that a model may write.
namespace Caravan.Models.Chat.Output;

/// <summary>A grammar as data, for whoever holds a generation to it.</summary>
/// <param name="Gbnf">The grammar in llama.cpp's form, without the rules that are named in <paramref name="Schemas"/>.</param>
/// <param name="Schemas">JSON schemas by the names of the rules that stand for their texts.</param>
/// <param name="TriggerWords">Texts with which the grammar begins; none where it begins with the output.</param>
public sealed record ToolGrammar(
    string Gbnf,
    IReadOnlyDictionary<string, string> Schemas,
    IReadOnlyList<string> TriggerWords
)
{
    /// <summary>The grammar of calls of <paramref name="tools"/>, of which there is at least one, in a model's form.</summary>
    public static ToolGrammar For(
        ChatOutputFormat format,
        IReadOnlyList<ChatTool> tools,
        ToolGrammarOptions? options = null
    )
    {
        ArgumentNullException.ThrowIfNull(format);
        ArgumentNullException.ThrowIfNull(tools);
        ArgumentOutOfRangeException.ThrowIfZero(tools.Count, nameof(tools));
        return new ToolGrammarWriter(format, options ?? new ToolGrammarOptions()).Write(tools);
    }
}
