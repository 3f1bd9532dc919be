// The part of a step that is one sequence's.
namespace Caravan.Engine.Batching;

/// <summary>Tokens of one sequence in a step.</summary>
/// <param name="Slot">The slot.</param>
/// <param name="Count">Tokens, from the first that is not in the cache on.</param>
/// <param name="HasOutput">Logits of the last of them are wanted.</param>
internal readonly record struct BatchRun(Slot Slot, int Count, bool HasOutput);
