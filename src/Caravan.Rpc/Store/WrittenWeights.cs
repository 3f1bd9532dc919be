// Weights in temporary files: written, but not yet safe on the disk nor found by anyone.
using Microsoft.Extensions.Logging;

namespace Caravan.Rpc;

/// <summary>
/// Temporary files of one batch. Used by one thread at a time; what is not committed is removed with the object.
/// </summary>
internal sealed class WrittenWeights : IDisposable
{
    private const string TemporarySuffix = ".caravan-part";

    private const UnixFileMode ReadOnly = UnixFileMode.UserRead | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    private static readonly TimeSpan AbandonedAge = TimeSpan.FromHours(1);

    private readonly List<(string Path, FileStream Stream, long Bytes)> files = [];

    /// <summary>The contents' hashes, in the order of creation.</summary>
    internal ulong[] Hashes { get; private set; } = [];

    /// <summary>Creates files, in the given order.</summary>
    /// <param name="directory">The cache's folder.</param>
    /// <param name="sizes">Bytes of each.</param>
    /// <exception cref="IOException">The disk is full or cannot be written.</exception>
    internal static WrittenWeights Create(string directory, IEnumerable<long> sizes)
    {
        WrittenWeights weights = new();
        try
        {
            foreach (long bytes in sizes)
            {
                string path = Path.Combine(directory, Guid.NewGuid().ToString("n") + TemporarySuffix);
                weights.files.Add((path, Open(path, bytes), bytes));
            }

            weights.Hashes = new ulong[weights.files.Count];
            Array.Fill(weights.Hashes, Fnv1a.Start);
            return weights;
        }
        catch
        {
            weights.Dispose();
            throw;
        }
    }

    /// <summary>Writes bytes of a file.</summary>
    internal void Write(int file, long at, ReadOnlySpan<byte> bytes) =>
        RandomAccess.Write(files[file].Stream.SafeFileHandle, bytes, at);

    /// <summary>Waits until the bytes are on the disk and gives the files their names.</summary>
    /// <exception cref="IOException">The disk failed.</exception>
    internal void Commit(WeightCache cache, ILogger logger)
    {
        foreach ((string _, FileStream stream, long _) in files)
        {
            stream.Flush(flushToDisk: true);
            stream.Dispose();
        }

        for (int i = 0; i < files.Count; i++)
        {
            (string path, FileStream _, long bytes) = files[i];

            // One by one: each counts once it has its name.
            if (cache.MakeRoom(bytes))
            {
                File.Move(path, cache.PathOf(Hashes[i]), overwrite: true);
                WorkerLog.CacheStored(logger, Hashes[i], bytes);
            }
        }
    }

    /// <summary>Removes temporary files of workers that ended before they could.</summary>
    /// <exception cref="IOException">The folder cannot be read.</exception>
    internal static void RemoveAbandoned(string directory)
    {
        foreach (string path in Directory.EnumerateFiles(directory, "*" + TemporarySuffix))
        {
            if (DateTime.UtcNow - File.GetLastWriteTimeUtc(path) > AbandonedAge)
            {
                Remove(path);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach ((string path, FileStream stream, long _) in files)
        {
            stream.Dispose();
            Remove(path);
        }
    }

    private static FileStream Open(string path, long bytes)
    {
        FileStreamOptions options = new()
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            BufferSize = 0,
            // A full disk is found here, before anything is written.
            PreallocationSize = bytes,
        };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = ReadOnly;
        }

        return new FileStream(path, options);
    }

    private static void Remove(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            // A later start removes it.
        }
    }
}
