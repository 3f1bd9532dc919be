// Adds up what several uploads have done.
namespace Caravan.Engine;

/// <summary>The progress of all uploads together; safe for use by several threads.</summary>
/// <param name="total">Bytes of all uploads.</param>
/// <param name="progress">Receives the share that is done, 0 to 1.</param>
internal sealed class UploadProgress(long total, IProgress<double>? progress)
{
    private long done;

    /// <summary>Counts bytes that arrived.</summary>
    internal void Add(long bytes) => progress?.Report((double)Interlocked.Add(ref done, bytes) / Math.Max(total, 1));
}
