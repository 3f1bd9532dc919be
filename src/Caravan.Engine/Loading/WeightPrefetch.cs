// Brings weights into memory before the first token asks for them, with progress.
using Caravan.Gguf;
using Caravan.Models;
using Caravan.Platform;

namespace Caravan.Engine;

/// <summary>
/// Reads weights into huge pages of the process's own, in the place where the file is mapped, or touches the mapped pages. Small
/// pages, as a file in the system's cache has them, hold up whoever reads gigabytes for every token: translating their addresses takes longer than reading.
/// </summary>
internal static unsafe class WeightPrefetch
{
    // Less gains nothing: address translation keeps up.
    private const long LeastOwnBytes = 32 << 20;

    // Own memory cannot be given back as the file's pages can: half of what is there stays for others.
    private const long ShareOfMemory = 2;

    /// <summary>Prefetches the tensors that <paramref name="isUsed"/> names; nothing is done for what would not fit into memory.</summary>
    /// <returns>Where the weights lie.</returns>
    /// <exception cref="GgufException">The file cannot be read or became shorter.</exception>
    /// <exception cref="ModelException">Memory that was asked for is not there.</exception>
    internal static WeightMemory Run(
        GgufFile file,
        Func<string, bool> isUsed,
        WeightMemory memory,
        IProgress<double>? progress,
        CancellationToken cancellation
    )
    {
        GgufTensor[] tensors = [.. file.Tensors.Where(t => isUsed(t.Name))];
        long total = tensors.Sum(t => t.Bytes);
        long available = SystemCalls.Current.AvailableMemoryBytes;
        List<(GgufShard Shard, long Start, long End)> parts = WeightPieces.Parts(file, tensors);
        bool isOwn =
            memory == WeightMemory.Own
            || (
                memory == WeightMemory.Automatic
                && OffersHugePages
                && total >= LeastOwnBytes
                && total <= available / ShareOfMemory
            );
        if (total > available)
        {
            return memory != WeightMemory.Own
                ? WeightMemory.Mapped
                : throw new ModelException(
                    $"the weights take {total >> 20} MiB and {available >> 20} MiB of memory are free: leave them in the file with --load-mode mmap"
                );
        }

        long done = 0;
        void Report(long bytes) => progress?.Report((double)Interlocked.Add(ref done, bytes) / total);
        List<(GgufShard Shard, long Start, long End)> mapped = isOwn ? Read(parts, Report, cancellation) : parts;
        isOwn &= mapped.Sum(part => part.End - part.Start) < total;
        if (!isOwn)
        {
            Advise(file, isWhole: tensors.Length == file.Tensors.Count);
        }

        WeightPieces.ForEach(
            mapped,
            (shard, start, bytes) =>
            {
                Touch(shard.Map.Pointer + start, bytes);
                Report(bytes);
            },
            cancellation
        );
        return isOwn ? WeightMemory.Own : WeightMemory.Mapped;
    }

    private static bool OffersHugePages => SystemCalls.Current.HugePages().TransparentMode is "always" or "madvise";

    // Returns the parts that stayed as they were: what is no whole huge page.
    private static List<(GgufShard Shard, long Start, long End)> Read(
        List<(GgufShard Shard, long Start, long End)> parts,
        Action<long> report,
        CancellationToken cancellation
    )
    {
        List<(GgufShard Shard, long Start, long End)> own = [];
        List<(GgufShard Shard, long Start, long End)> rest = [];
        foreach ((GgufShard shard, long start, long end) in parts)
        {
            (long first, long count) = shard.Map.Replace(start, end - start);
            own.Add((shard, first, first + count));
            rest.Add((shard, start, first));
            rest.Add((shard, first + count, end));
        }

        try
        {
            WeightPieces.ForEach(
                own,
                (shard, start, bytes) =>
                {
                    shard.Map.Fill(start, bytes);
                    report(bytes);
                },
                cancellation
            );
        }
        catch (AggregateException exception)
            when (exception.InnerExceptions[0] is IOException or UnauthorizedAccessException)
        {
            throw new GgufException(
                $"the model cannot be read: {exception.InnerExceptions[0].Message}",
                exception.InnerExceptions[0]
            );
        }

        return rest;
    }

    private static void Advise(GgufFile file, bool isWhole)
    {
        foreach (GgufShard shard in file.Shards)
        {
            // Pages that are read from now on are read and mapped two megabytes at a time where the file system can. Pages
            // that are in the cache already stay as they are.
            shard.Map.Advise(0, shard.Size, MemoryAdvice.HugePages);
            if (isWhole)
            {
                shard.Map.Advise(0, shard.Size, MemoryAdvice.WillNeed);
            }
        }
    }

    // Bounds: the bytes lie within a tensor or the padding between two, and so within the map.
    private static void Touch(byte* first, int bytes)
    {
        int page = SystemCalls.Current.PageBytes;
        for (int at = 0; at < bytes; at += page)
        {
            _ = Volatile.Read(ref first[at]);
        }
    }
}
