// What is printed about a session or a scheduler.
using Caravan.Engine;
using Caravan.Engine.Batching;

namespace Caravan.Cli.Running;

/// <summary>Sizes of whatever runs a model.</summary>
/// <param name="ContextLength">Tokens of one sequence.</param>
/// <param name="BatchSize">Prompt tokens handed over at once.</param>
/// <param name="MicroBatchSize">Prompt tokens computed at once.</param>
/// <param name="CacheBytes">Bytes of the KV cache.</param>
/// <param name="ComputeBytes">Bytes of scratch memory; null where it is not known.</param>
/// <param name="Notices">One line each about options that run in another form than asked for.</param>
internal sealed record SessionReport(
    int ContextLength,
    int BatchSize,
    int MicroBatchSize,
    long CacheBytes,
    long? ComputeBytes,
    IReadOnlyList<string> Notices
)
{
    /// <summary>The sizes of a session.</summary>
    internal static SessionReport Of(InferenceSession session) =>
        new(
            session.ContextLength,
            session.BatchSize,
            session.MicroBatchSize,
            session.CacheBytes,
            session.ComputeBytes,
            session.Notices
        );

    /// <summary>The sizes of a scheduler.</summary>
    internal static SessionReport Of(InferenceScheduler scheduler, SessionOptions options) =>
        new(
            scheduler.ContextLength,
            options.BatchSize,
            options.MicroBatchSize,
            scheduler.CacheBytes,
            null,
            scheduler.Notices
        );
}
