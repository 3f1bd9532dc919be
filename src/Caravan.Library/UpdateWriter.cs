// The pieces of one streamed answer.
using Caravan.Engine.Batching;
using Microsoft.Extensions.AI;

namespace Caravan;

/// <summary>Makes updates that carry the answer's id, time and model.</summary>
/// <param name="model">The model's name.</param>
internal sealed class UpdateWriter(string? model)
{
    private readonly string id = $"chatcmpl-{Guid.NewGuid():N}";
    private readonly DateTimeOffset created = DateTimeOffset.UtcNow;

    /// <summary>An update of some contents.</summary>
    internal ChatResponseUpdate Of(IList<AIContent> contents) =>
        new(ChatRole.Assistant, contents)
        {
            ResponseId = id,
            MessageId = id,
            CreatedAt = created,
            ModelId = model,
        };

    /// <summary>The last update: why it is the last, and what the answer cost.</summary>
    internal ChatResponseUpdate Last(Generation generation, FinishReason reason, bool hasCalls)
    {
        GenerationTimings timings = generation.Timings;
        int prompt = generation.Request.Prompt.Length;
        UsageDetails usage = new()
        {
            InputTokenCount = prompt,
            OutputTokenCount = timings.GeneratedTokens,
            TotalTokenCount = prompt + timings.GeneratedTokens,
            CachedInputTokenCount = timings.ReusedTokens,
        };
        ChatResponseUpdate update = Of([new UsageContent(usage)]);
        update.FinishReason =
            reason is FinishReason.TokenLimit or FinishReason.ContextFull ? ChatFinishReason.Length
            : hasCalls ? ChatFinishReason.ToolCalls
            : ChatFinishReason.Stop;
        return update;
    }
}
