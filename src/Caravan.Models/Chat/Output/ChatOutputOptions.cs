// How an output shall be read.
namespace Caravan.Models.Chat.Output;

/// <summary>Options of a <see cref="ChatOutputParser"/>.</summary>
public sealed record ChatOutputOptions
{
    /// <summary>What becomes of reasoning.</summary>
    public ReasoningHandling Reasoning { get; init; } = ReasoningHandling.Apart;

    /// <summary>The tools that may be called; with none, calls are not looked for.</summary>
    public IReadOnlyList<ChatTool> Tools { get; init; } = [];

    /// <summary>True when the prompt ended within reasoning, see <see cref="ChatOutputFormat.EndsInReasoning"/>.</summary>
    public bool BeginsInReasoning { get; init; }
}
