// What became of a request that was handed in.
namespace Caravan.Engine.Batching;

/// <summary>A request was accepted or refused.</summary>
public abstract record Submission
{
    private Submission() { }

    /// <summary>The request waits or runs.</summary>
    /// <param name="Generation">Its tokens.</param>
    public sealed record Accepted(Generation Generation) : Submission;

    /// <summary>As many requests wait as may.</summary>
    /// <param name="Waiting">Their number.</param>
    /// <param name="RetryAfter">When a place will probably be free, by the length of recent requests.</param>
    public sealed record QueueFull(int Waiting, TimeSpan RetryAfter) : Submission;
}
