// A request that found no place in the queue.
namespace Caravan;

/// <summary>Too many requests wait already: try again after <see cref="RetryAfter"/>.</summary>
public sealed class QueueFullException : Exception
{
    internal QueueFullException(int waiting, TimeSpan retryAfter)
        : base(
            $"{waiting} requests wait for the model already; try again in {Math.Max(1, retryAfter.TotalSeconds):F0} s, or raise QueueLength or Slots of CaravanOptions"
        ) => RetryAfter = retryAfter;

    /// <summary>When a place will probably be free, by the length of recent requests.</summary>
    public TimeSpan RetryAfter { get; }
}
