// A slot, in llama-server's fields and some more.
namespace Caravan.Server.Contracts;

/// <summary>What a slot is doing.</summary>
/// <param name="Id">Its number.</param>
/// <param name="NCtx">Tokens that fit.</param>
/// <param name="Speculative">Always false: nothing is drafted.</param>
/// <param name="IsProcessing">It has a request.</param>
/// <param name="NCached">Tokens in its cache.</param>
/// <param name="CacheN">Tokens of its last request's prompt that were taken from the cache.</param>
/// <param name="PromptN">Tokens of its last request's prompt that were computed.</param>
/// <param name="NextToken">How far its last request is.</param>
internal sealed record SlotAnswer(
    int Id,
    int NCtx,
    bool Speculative,
    bool IsProcessing,
    int NCached,
    int CacheN,
    int PromptN,
    SlotProgress NextToken
);
