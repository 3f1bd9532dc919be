// Hashes and writes weights in the background.
using Microsoft.Extensions.Logging;

namespace Caravan.Rpc;

/// <summary>
/// One thread reads regions of buffers, hashes them and writes each to a temporary file; another syncs these and renames them
/// to their hashes, so that neither waits for the other. The hash is that of the bytes written, whatever the client does to the
/// buffer meanwhile.
/// </summary>
internal sealed class WeightStorer : IDisposable
{
    private static readonly TimeSpan EndPatience = TimeSpan.FromSeconds(0.3);
    private static readonly TimeSpan DropPatience = TimeSpan.FromSeconds(1);

    private readonly WeightCache cache;
    private readonly ILogger logger;
    private readonly object gate = new();
    private readonly List<TensorRegion> queue = [];
    private readonly Queue<WrittenWeights> written = [];
    private Thread? writer;
    private Thread? committer;
    private bool isWriting;
    private int uncommitted;
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
            if (writer is null)
            {
                writer = Start(WriteAll, "caravan-store");
                committer = Start(CommitAll, "caravan-sync");
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
            while (isWriting || uncommitted > 0 || queue.Count > 0)
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
            bool wasBusy = isWriting;
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

        // A sync of many bytes is not waited for; the threads hold what they need.
        long deadline = Environment.TickCount64 + (long)EndPatience.TotalMilliseconds;
        writer?.Join(EndPatience);
        committer?.Join((int)Math.Max(0, deadline - Environment.TickCount64));
    }

    private static Thread Start(ThreadStart work, string name)
    {
        Thread thread = new(work)
        {
            IsBackground = true,
            Name = name,
            Priority = ThreadPriority.BelowNormal,
        };
        thread.Start();
        return thread;
    }

    private void WriteAll()
    {
        try
        {
            WrittenWeights.RemoveAbandoned(cache.Directory);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            WorkerLog.CacheUnreadable(logger, cache.Directory, problem.Message);
        }

        using WeightBatchWriter batches = new();
        while (TakeBatch() is { } batch)
        {
            EndBatch(batch, TryWrite(batches, batch));
        }
    }

    private void CommitAll()
    {
        while (TakeWritten() is { } weights)
        {
            using (weights)
            {
                try
                {
                    weights.Commit(cache, logger);
                }
                catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
                {
                    Fail(problem);
                }
            }

            lock (gate)
            {
                uncommitted--;
                Monitor.PulseAll(gate);
            }
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
            isWriting = true;
            return batch;
        }
    }

    // The buffers are given up at once: their bytes are in the files.
    private void EndBatch(TensorRegion[] batch, WrittenWeights? weights)
    {
        foreach (TensorRegion region in batch)
        {
            region.Buffer.Release();
        }

        lock (gate)
        {
            isWriting = false;
            dropsUnheld = false;
            uncommitted += weights is null ? 0 : 1;
            Monitor.PulseAll(gate);

            // One batch waits while another is synced: a slow disk must not gather open files.
            while (weights is not null && written.Count > 0 && !stopped && !hasFailed)
            {
                Monitor.Wait(gate);
            }

            if (weights is null || stopped || hasFailed)
            {
                weights?.Dispose();
                uncommitted -= weights is null ? 0 : 1;
            }
            else
            {
                written.Enqueue(weights);
            }

            Monitor.PulseAll(gate);
        }
    }

    private WrittenWeights? TakeWritten()
    {
        lock (gate)
        {
            while (written.Count == 0 && !stopped && !hasFailed)
            {
                Monitor.Wait(gate);
            }

            if (!stopped && !hasFailed)
            {
                WrittenWeights weights = written.Dequeue();
                Monitor.PulseAll(gate);
                return weights;
            }

            uncommitted -= written.Count;
            while (written.TryDequeue(out WrittenWeights? left))
            {
                left.Dispose();
            }

            Monitor.PulseAll(gate);
            return null;
        }
    }

    private void Fail(Exception problem)
    {
        WorkerLog.CacheUnusable(logger, cache.Directory, problem.Message);
        lock (gate)
        {
            hasFailed = true;
            Monitor.PulseAll(gate);
        }
    }

    // Null when there is nothing to commit: the cache is too small, the work was given up, or the disk failed.
    private WrittenWeights? TryWrite(WeightBatchWriter batches, TensorRegion[] batch)
    {
        TensorRegion[] fitting = [.. batch.Where(region => cache.CanHold(region.Bytes))];
        if (fitting.Length < batch.Length)
        {
            WorkerLog.CacheTooSmall(logger, batch.Max(region => region.Bytes));
        }

        try
        {
            return batches.Write(
                cache.Directory,
                fitting,
                () => stopped || (dropsUnheld && batch.Any(region => region.Buffer.IsFreed))
            );
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            Fail(problem);
            return null;
        }
    }
}
