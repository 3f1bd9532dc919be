// Brings mapped weights into memory before the first token asks for them, with progress.
using System.Collections.Concurrent;
using Caravan.Gguf;
using Caravan.Platform;

namespace Caravan.Engine;

/// <summary>Touches the pages of weights used in place so that the first tokens do not wait for the disk.</summary>
internal static unsafe class WeightPrefetch
{
    // Small enough that progress moves and cancellation is fast on a slow disk.
    private const long PieceBytes = 16 << 20;

    // Entering pages of a cached file into the process's table is the processor's work; more threads than these wait for
    // the table or the disk.
    private const int MostThreads = 4;

    /// <summary>Prefetches the tensors that <paramref name="isUsed"/> names; nothing is done for what would not fit into memory.</summary>
    internal static void Run(
        GgufFile file,
        Func<string, bool> isUsed,
        IProgress<double>? progress,
        CancellationToken cancellation
    )
    {
        List<GgufTensor> tensors =
        [
            .. file.Tensors.Where(t => isUsed(t.Name)).OrderBy(t => t.ShardIndex).ThenBy(t => t.Offset),
        ];
        long total = tensors.Sum(t => t.Bytes);
        if (total > GC.GetGCMemoryInfo().TotalAvailableMemoryBytes)
        {
            return;
        }

        foreach (GgufShard shard in file.Shards)
        {
            // Pages that are read from now on are read and mapped two megabytes at a time where the file system can: reading
            // weights then waits less for address translation. Pages that are in the cache already stay as they are.
            SystemCalls.Current.Advise((nint)shard.Map.Pointer, shard.Size, MemoryAdvice.HugePages);
        }

        if (tensors.Count == file.Tensors.Count)
        {
            foreach (GgufShard shard in file.Shards)
            {
                SystemCalls.Current.Advise((nint)shard.Map.Pointer, shard.Size, MemoryAdvice.WillNeed);
            }
        }

        List<(GgufTensor Tensor, long Start, long End)> pieces = [];
        foreach (GgufTensor tensor in tensors)
        {
            for (long start = 0; start < tensor.Bytes; start += PieceBytes)
            {
                pieces.Add((tensor, start, Math.Min(start + PieceBytes, tensor.Bytes)));
            }
        }

        long done = 0;
        ParallelOptions parallel = new() { CancellationToken = cancellation, MaxDegreeOfParallelism = MostThreads };
        Parallel.ForEach(
            Partitioner.Create(pieces, EnumerablePartitionerOptions.NoBuffering),
            parallel,
            piece =>
            {
                Touch(file.Pointer(piece.Tensor), piece.Start, piece.End);
                progress?.Report((double)Interlocked.Add(ref done, piece.End - piece.Start) / total);
            }
        );
    }

    // Bounds: start and end lie within the tensor, whose bytes lie within the map.
    private static void Touch(byte* tensor, long start, long end)
    {
        int page = SystemCalls.Current.PageBytes;
        for (long at = start; at < end; at += page)
        {
            _ = Volatile.Read(ref tensor[at]);
        }
    }
}
