// What a grammar of calls shall allow.
namespace Caravan.Models.Chat.Output;

/// <summary>Options of a <see cref="ToolGrammar"/>.</summary>
public sealed record ToolGrammarOptions
{
    /// <summary>True where the output must be a call (tool_choice "required"); else calls alone are held to their form.</summary>
    public bool IsRequired { get; init; }

    /// <summary>False for one call at the most (parallel_tool_calls).</summary>
    public bool AllowsSeveral { get; init; } = true;

    /// <summary>True when the prompt ended within reasoning, see <see cref="ChatOutputFormat.EndsInReasoning"/>.</summary>
    public bool BeginsInReasoning { get; init; }
}
