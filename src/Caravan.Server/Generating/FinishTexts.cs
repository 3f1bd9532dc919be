// Why an answer ended, in the words of the APIs.
using Caravan.Engine.Batching;

namespace Caravan.Server.Generating;

/// <summary>Names of <see cref="FinishReason"/>.</summary>
internal static class FinishTexts
{
    /// <summary>OpenAI's <c>finish_reason</c> of a text that ended by itself.</summary>
    internal const string Stop = "stop";

    /// <summary>OpenAI's <c>finish_reason</c> of a text.</summary>
    internal static string OpenAI(FinishReason reason) =>
        reason is FinishReason.EndOfGeneration or FinishReason.StopString ? Stop : "length";

    /// <summary>llama-server's <c>stop_type</c>.</summary>
    internal static string StopType(FinishReason reason) =>
        reason switch
        {
            FinishReason.EndOfGeneration => "eos",
            FinishReason.StopString => "word",
            _ => "limit",
        };
}
