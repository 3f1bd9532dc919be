// Brings a mapped file into memory before the first token asks for it, with progress.
using Caravan.Gguf;
using Caravan.Platform;

namespace Caravan.Engine;

/// <summary>Touches the pages of a model's files so that the first tokens do not wait for the disk.</summary>
internal static unsafe class WeightPrefetch
{
    // Small enough that progress moves and cancellation is fast on a slow disk.
    private const long PieceBytes = 16 << 20;

    /// <summary>Prefetches all shards; nothing is done for files that would not fit into memory.</summary>
    internal static void Run(GgufFile file, IProgress<double>? progress, CancellationToken cancellation)
    {
        long total = file.Shards.Sum(s => s.Size);
        if (total > GC.GetGCMemoryInfo().TotalAvailableMemoryBytes)
        {
            return;
        }

        long done = 0;
        foreach (GgufShard shard in file.Shards)
        {
            SystemCalls.Current.Advise((nint)shard.Map.Pointer, shard.Size, MemoryAdvice.WillNeed);
            for (long start = 0; start < shard.Size; start += PieceBytes)
            {
                cancellation.ThrowIfCancellationRequested();
                long end = Math.Min(start + PieceBytes, shard.Size);
                Touch(shard.Map.Pointer, start, end);
                done += end - start;
                progress?.Report((double)done / total);
            }
        }
    }

    // Bounds: start and end lie within the map.
    private static void Touch(byte* map, long start, long end)
    {
        int page = SystemCalls.Current.PageBytes;
        for (long at = start; at < end; at += page)
        {
            _ = Volatile.Read(ref map[at]);
        }
    }
}
