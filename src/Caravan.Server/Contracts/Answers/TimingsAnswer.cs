// What a request cost, in llama-server's fields.
namespace Caravan.Server.Contracts;

/// <summary>Counts of tokens and milliseconds.</summary>
/// <param name="CacheN">Tokens of the prompt taken from the cache.</param>
/// <param name="PromptN">Tokens of the prompt computed.</param>
/// <param name="PromptMs">From the slot to the first token.</param>
/// <param name="PromptPerTokenMs">The same, for each token computed.</param>
/// <param name="PromptPerSecond">Tokens computed per second.</param>
/// <param name="PredictedN">Tokens generated.</param>
/// <param name="PredictedMs">From the first token to the last.</param>
/// <param name="PredictedPerTokenMs">The same, for each step.</param>
/// <param name="PredictedPerSecond">Steps per second.</param>
/// <param name="QueueMs">Until a slot was free; not among llama-server's fields.</param>
internal sealed record TimingsAnswer(
    int CacheN,
    int PromptN,
    double PromptMs,
    double PromptPerTokenMs,
    double PromptPerSecond,
    int PredictedN,
    double PredictedMs,
    double PredictedPerTokenMs,
    double PredictedPerSecond,
    double QueueMs
);
