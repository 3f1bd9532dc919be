// A worker's folder of weights, each in a file named by the hash of its bytes, as ggml's peers keep them.
using System.Globalization;
using Caravan.Platform;
using Microsoft.Extensions.Logging;
using Microsoft.Win32.SafeHandles;

namespace Caravan.Rpc;

/// <summary>
/// Finds contents by FNV-1a and keeps new ones. Files hold the bytes and nothing else; peers may read and write the same folder.
/// What peers wrote may be rewritten by them, so it is copied; files of our own are read-only and mapped, so that clients of one
/// model share its pages. Safe for several threads.
/// </summary>
internal sealed class WeightCache : IDisposable
{
    private const int NameDigits = 16;
    private const UnixFileMode Writable = UnixFileMode.UserWrite | UnixFileMode.GroupWrite | UnixFileMode.OtherWrite;

    private readonly long? limit;
    private readonly ILogger logger;
    private readonly WeightStorer storer;
    private readonly Lock evicting = new();

    /// <summary>Opens a folder, which is made if it is missing.</summary>
    /// <param name="directory">The folder.</param>
    /// <param name="limit">Bytes that its files may have; null for no limit.</param>
    /// <param name="logger">Told once when nothing can be stored.</param>
    internal WeightCache(string directory, long? limit, ILogger logger)
    {
        Directory = directory;
        this.limit = limit;
        this.logger = logger;
        storer = new WeightStorer(this, logger);
        try
        {
            System.IO.Directory.CreateDirectory(directory);
            MakeRoom(0);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            WorkerLog.CacheUnusable(logger, directory, problem.Message);
        }
    }

    /// <summary>The folder.</summary>
    internal string Directory { get; }

    /// <summary>Waits until all that was queued is stored; for tests and orderly ends.</summary>
    /// <returns>False when the time was too short.</returns>
    internal bool WaitUntilStored(TimeSpan time) => storer.WaitUntilIdle(time);

    /// <summary>Where contents with a hash lie.</summary>
    internal string PathOf(ulong hash) => Path.Combine(Directory, hash.ToString("x16", CultureInfo.InvariantCulture));

    /// <summary>Fills a region with the contents that have a hash.</summary>
    /// <returns>False when they are not here or have another size; the region's bytes are then undefined.</returns>
    internal bool TryLoad(ulong hash, TensorRegion region)
    {
        string path = PathOf(hash);
        try
        {
            // The usual case by far for a cold start: asked without an exception.
            if (!File.Exists(path))
            {
                return false;
            }

            using SafeFileHandle file = SystemCalls.Current.OpenForReading(path);
            long length = RandomAccess.GetLength(file);
            if (length != region.Bytes)
            {
                WorkerLog.CacheSizeDiffers(logger, path, length, region.Bytes);
                return false;
            }

            bool mayMap = !OperatingSystem.IsWindows() && (File.GetUnixFileMode(file) & Writable) == 0;
            bool mapped = region.Buffer.ReadFile(region.Offset, file, region.Bytes, mayMap);
            WorkerLog.CacheHit(logger, hash, region.Bytes, mapped);
            Touch(file);
            return true;
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            WorkerLog.CacheUnreadable(logger, path, problem.Message);
            return false;
        }
    }

    /// <summary>Stores regions in the background. Their buffers are held until then.</summary>
    internal void Store(IReadOnlyList<TensorRegion> regions) => storer.Add(regions);

    /// <summary>Gives up storing what no client holds any more, to free its memory.</summary>
    /// <returns>True when memory was freed.</returns>
    internal bool DropUnheld() => storer.DropUnheld();

    /// <summary>True unless a file of so many bytes alone exceeds the limit.</summary>
    internal bool CanHold(long bytes) => !(bytes > limit);

    /// <summary>Evicts the files used longest ago until a new one fits.</summary>
    /// <param name="bytes">Bytes of the new file.</param>
    /// <returns>False when it alone exceeds the limit.</returns>
    internal bool MakeRoom(long bytes)
    {
        if (limit is not { } most)
        {
            return true;
        }

        if (!CanHold(bytes))
        {
            return false;
        }

        lock (evicting)
        {
            List<FileInfo> files =
            [
                .. new DirectoryInfo(Directory).EnumerateFiles().Where(file => IsContent(file.Name)),
            ];
            long sum = files.Sum(file => file.Length);
            foreach (FileInfo file in files.OrderBy(file => file.LastAccessTimeUtc))
            {
                if (sum <= most - bytes)
                {
                    break;
                }

                // Known from the listing; once the file is deleted, asking for its length throws.
                long length = file.Length;
                file.Delete();
                sum -= length;
                WorkerLog.CacheEvicted(logger, file.Name, length);
            }

            return sum <= most - bytes;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => storer.Dispose();

    private static bool IsContent(string name) =>
        name.Length == NameDigits && name.All(c => c is (>= '0' and <= '9') or (>= 'a' and <= 'f'));

    // Set by hand: systems that spare themselves the times of reading would forget what is used most.
    private static void Touch(SafeFileHandle file)
    {
        try
        {
            File.SetLastAccessTimeUtc(file, DateTime.UtcNow);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            // A folder that may only be read loses the order of eviction, and evicts nothing.
        }
    }
}
