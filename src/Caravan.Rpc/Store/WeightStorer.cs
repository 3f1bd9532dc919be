// Hashes and writes weights in the background.
using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging;

namespace Caravan.Rpc;

/// <summary>
/// A thread that reads regions of buffers and writes each to a temporary file, synced and renamed to its hash. The hash is that
/// of the bytes written, whatever the client does to the buffer meanwhile.
/// </summary>
internal sealed unsafe class WeightStorer : IDisposable
{
    private const int PieceBytes = 1 << 20;
    private const string TemporarySuffix = ".caravan-part";
    private const UnixFileMode ReadOnly = UnixFileMode.UserRead | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    private static readonly TimeSpan AbandonedAge = TimeSpan.FromHours(1);
    private static readonly TimeSpan EndPatience = TimeSpan.FromSeconds(0.3);
    private static readonly TimeSpan DropPatience = TimeSpan.FromSeconds(1);

    private readonly WeightCache cache;
    private readonly ILogger logger;
    private readonly object gate = new();
    private readonly List<TensorRegion> queue = [];
    private Thread? thread;
    private int busy;
    private volatile bool dropsUnheld;
    private volatile bool stopped;
    private bool hasFailed;

    internal WeightStorer(WeightCache cache, ILogger logger)
    {
        this.cache = cache;
        this.logger = logger;
    }

    /// <summary>Queues regions and holds their buffers.</summary>
    internal void Add(IReadOnlyList<TensorRegion> regions)
    {
        lock (gate)
        {
            if (stopped || hasFailed)
            {
                return;
            }

            foreach (TensorRegion region in regions)
            {
                region.Buffer.Hold();
                queue.Add(region);
            }

            // Regions of like size are hashed side by side to their ends.
            queue.Sort((a, b) => a.Bytes.CompareTo(b.Bytes));
            if (thread is null)
            {
                thread = new Thread(Loop)
                {
                    IsBackground = true,
                    Name = "caravan-store",
                    Priority = ThreadPriority.BelowNormal,
                };
                thread.Start();
            }

            Monitor.PulseAll(gate);
        }
    }

    /// <summary>Waits until nothing is queued or being written.</summary>
    internal bool WaitUntilIdle(TimeSpan time)
    {
        long deadline = Environment.TickCount64 + (long)time.TotalMilliseconds;
        lock (gate)
        {
            while (busy > 0 || queue.Count > 0)
            {
                long left = deadline - Environment.TickCount64;
                if (left <= 0 || !Monitor.Wait(gate, (int)left))
                {
                    return false;
                }
            }

            return true;
        }
    }

    /// <summary>Drops regions of buffers that their clients have freed.</summary>
    /// <returns>True when there were some.</returns>
    internal bool DropUnheld()
    {
        lock (gate)
        {
            List<TensorRegion> dropped = queue.FindAll(region => region.Buffer.IsFreed);
            queue.RemoveAll(region => region.Buffer.IsFreed);
            dropped.ForEach(region => region.Buffer.Release());
            bool wasBusy = busy > 0;
            if (wasBusy)
            {
                dropsUnheld = true;
                long deadline = Environment.TickCount64 + (long)DropPatience.TotalMilliseconds;
                for (long left; dropsUnheld && (left = deadline - Environment.TickCount64) > 0; )
                {
                    Monitor.Wait(gate, (int)left);
                }
            }

            return wasBusy || dropped.Count > 0;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (gate)
        {
            stopped = true;
            Monitor.PulseAll(gate);
        }

        // A sync of many bytes is not waited for; the thread holds what it needs.
        thread?.Join(EndPatience);
    }

    private void Loop()
    {
        RemoveAbandoned();
        byte* pieces = (byte*)NativeMemory.Alloc(Fnv1a.Streams * PieceBytes);
        try
        {
            while (TakeBatch() is { } batch)
            {
                Store(batch, pieces);
                EndBatch(batch);
            }
        }
        finally
        {
            NativeMemory.Free(pieces);
        }
    }

    private TensorRegion[]? TakeBatch()
    {
        lock (gate)
        {
            while (queue.Count == 0 && !stopped)
            {
                Monitor.Wait(gate);
            }

            if (stopped || hasFailed)
            {
                queue.ForEach(region => region.Buffer.Release());
                queue.Clear();
                Monitor.PulseAll(gate);
                return null;
            }

            int count = Math.Min(Fnv1a.Streams, queue.Count);
            TensorRegion[] batch = [.. queue.TakeLast(count)];
            queue.RemoveRange(queue.Count - count, count);
            busy = count;
            return batch;
        }
    }

    private void EndBatch(TensorRegion[] batch)
    {
        foreach (TensorRegion region in batch)
        {
            region.Buffer.Release();
        }

        lock (gate)
        {
            busy = 0;
            dropsUnheld = false;
            Monitor.PulseAll(gate);
        }
    }

    private void Store(TensorRegion[] batch, byte* pieces)
    {
        List<string> temporary = [];
        try
        {
            if (batch.Any(region => !cache.MakeRoom(region.Bytes)))
            {
                WorkerLog.CacheTooSmall(logger, batch.Max(region => region.Bytes));
                return;
            }

            ulong[] hashes = WriteTemporary(batch, pieces, temporary);
            for (int i = 0; i < temporary.Count && hashes.Length > 0; i++)
            {
                File.Move(temporary[i], cache.PathOf(hashes[i]), overwrite: true);
                WorkerLog.CacheStored(logger, hashes[i], batch[i].Bytes);
            }
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            WorkerLog.CacheUnusable(logger, cache.Directory, problem.Message);
            lock (gate)
            {
                hasFailed = true;
            }
        }
        finally
        {
            temporary.ForEach(Remove);
        }
    }

    // Returns the hashes, or none when the work was given up.
    private ulong[] WriteTemporary(TensorRegion[] batch, byte* pieces, List<string> temporary)
    {
        ulong[] hashes = new ulong[batch.Length];
        Array.Fill(hashes, Fnv1a.Start);
        nint[] sources = [.. Enumerable.Range(0, batch.Length).Select(i => (nint)(pieces + ((long)i * PieceBytes)))];
        List<FileStream> files = [];
        try
        {
            foreach (TensorRegion region in batch)
            {
                string path = Path.Combine(cache.Directory, Guid.NewGuid().ToString("n") + TemporarySuffix);
                files.Add(Create(path, region.Bytes));
                temporary.Add(path);
            }

            // In ascending order of size, so that those with bytes left are always the last ones.
            int first = 0;
            for (long done = 0; first < batch.Length; )
            {
                if (stopped || (dropsUnheld && batch.Any(region => region.Buffer.IsFreed)))
                {
                    return [];
                }

                int count = (int)Math.Min(PieceBytes, batch[first].Bytes - done);
                for (int i = first; i < batch.Length; i++)
                {
                    // A piece has PieceBytes, of which count are used.
                    Span<byte> piece = new((void*)sources[i], count);
                    batch[i].Buffer.Read(batch[i].Offset + done, piece);
                    RandomAccess.Write(files[i].SafeFileHandle, piece, done);
                }

                Fnv1a.AppendEach(hashes.AsSpan(first), sources.AsSpan(first), count);
                done += count;
                while (first < batch.Length && batch[first].Bytes == done)
                {
                    first++;
                }
            }

            files.ForEach(file => file.Flush(flushToDisk: true));
            return hashes;
        }
        finally
        {
            files.ForEach(file => file.Dispose());
        }
    }

    private static FileStream Create(string path, long bytes)
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

    private void RemoveAbandoned()
    {
        try
        {
            foreach (string path in Directory.EnumerateFiles(cache.Directory, "*" + TemporarySuffix))
            {
                if (DateTime.UtcNow - File.GetLastWriteTimeUtc(path) > AbandonedAge)
                {
                    Remove(path);
                }
            }
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            WorkerLog.CacheUnreadable(logger, cache.Directory, problem.Message);
        }
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
