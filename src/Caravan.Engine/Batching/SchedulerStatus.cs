// What a scheduler is doing and has done.
using System.Collections.Immutable;

namespace Caravan.Engine.Batching;

/// <summary>Numbers for people and monitoring.</summary>
/// <param name="Waiting">Requests that wait for a slot.</param>
/// <param name="Slots">The slots.</param>
/// <param name="Steps">Steps computed since the start.</param>
/// <param name="PromptTokens">Prompt tokens computed since the start.</param>
/// <param name="ReusedTokens">Prompt tokens taken from the cache since the start.</param>
/// <param name="GeneratedTokens">Tokens generated since the start.</param>
public sealed record SchedulerStatus(
    int Waiting,
    ImmutableArray<SlotStatus> Slots,
    long Steps,
    long PromptTokens,
    long ReusedTokens,
    long GeneratedTokens
);
