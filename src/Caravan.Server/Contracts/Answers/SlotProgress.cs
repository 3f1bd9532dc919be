// How far a slot's request is.
namespace Caravan.Server.Contracts;

/// <summary>Tokens generated.</summary>
internal sealed record SlotProgress(bool HasNextToken, int NDecoded);
