// What a slot is doing.
namespace Caravan.Engine.Batching;

/// <summary>A slot after the last step.</summary>
/// <param name="Index">Its number.</param>
/// <param name="IsBusy">It has a request.</param>
/// <param name="CachedTokens">Tokens in the cache.</param>
/// <param name="ReusedTokens">Tokens of the prompt that its last request took from the cache.</param>
/// <param name="ComputedTokens">Tokens of the prompt that its last request had to compute.</param>
/// <param name="GeneratedTokens">Tokens that its last request has generated.</param>
public readonly record struct SlotStatus(
    int Index,
    bool IsBusy,
    int CachedTokens,
    int ReusedTokens,
    int ComputedTokens,
    int GeneratedTokens
);
