// What was saved of a slot or restored to it.
namespace Caravan.Engine.Batching;

/// <summary>Tokens and bytes that were written or read.</summary>
public readonly record struct SlotTransfer(int Tokens, long Bytes);
