// Counts what a scheduler does.

namespace Caravan.Engine.Batching;

/// <summary>Counts and recent durations; guarded by the scheduler's lock.</summary>
internal sealed class SchedulerCounters(int slotCount)
{
    // A new duration counts so much: some ten requests back, old ones have faded.
    private const double Weight = 0.2;

    private readonly SlotStatus[] slots =
    [
        .. Enumerable.Range(0, slotCount).Select(i => default(SlotStatus) with { Index = i }),
    ];
    private long steps;
    private long promptTokens;
    private long reusedTokens;
    private long generatedTokens;
    private double recentSeconds = 1;

    /// <summary>Notes the slots.</summary>
    internal void Look(ReadOnlySpan<Slot> now)
    {
        foreach (Slot slot in now)
        {
            slots[slot.Index] = new SlotStatus(
                slot.Index,
                slot.Generation is not null,
                slot.Sequence.Evaluated,
                slot.Timings?.ReusedTokens ?? 0,
                slot.Timings?.ComputedTokens ?? 0,
                slot.Timings?.GeneratedTokens ?? 0
            );
        }
    }

    /// <summary>Notes the slots after a step and the requests that ended with it.</summary>
    internal void Count(ReadOnlySpan<Slot> now, List<Generation> ended)
    {
        steps++;
        Look(now);
        foreach (Generation generation in ended)
        {
            GenerationTimings timings = generation.Timings;
            promptTokens += timings.ComputedTokens;
            reusedTokens += timings.ReusedTokens;
            generatedTokens += timings.GeneratedTokens;
            if (timings.GeneratedTokens == 0)
            {
                continue;
            }

            double seconds = (timings.PromptMilliseconds + timings.GenerationMilliseconds) / 1000;
            recentSeconds += (seconds - recentSeconds) * Weight;
        }
    }

    /// <summary>When a place in a queue of so many requests will probably be free; whole seconds, at least one.</summary>
    internal TimeSpan RetryAfter(int waiting) =>
        TimeSpan.FromSeconds(Math.Clamp(Math.Ceiling(recentSeconds * Math.Max(1, waiting) / slots.Length), 1, 3600));

    /// <summary>The numbers now.</summary>
    internal SchedulerStatus Snapshot(int waiting) =>
        new(waiting, [.. slots], steps, promptTokens, reusedTokens, generatedTokens);
}
