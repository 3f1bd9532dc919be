// The texts around a model's reasoning.
namespace Caravan.Models.Chat.Output;

/// <summary>What begins and ends reasoning in a model's output.</summary>
public sealed record ReasoningTags(string Open, string Close);
