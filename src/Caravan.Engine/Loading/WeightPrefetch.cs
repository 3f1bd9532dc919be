// Brings mapped weights into memory before the first token asks for them, with progress.
using Caravan.Gguf;
using Caravan.Platform;

namespace Caravan.Engine;

/// <summary>Touches the pages of weights used in place so that the first tokens do not wait for the disk.</summary>
internal static unsafe class WeightPrefetch
{
    // Small enough that progress moves and cancellation is fast on a slow disk.
    private const long PieceBytes = 16 << 20;

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

        if (tensors.Count == file.Tensors.Count)
        {
            foreach (GgufShard shard in file.Shards)
            {
                SystemCalls.Current.Advise((nint)shard.Map.Pointer, shard.Size, MemoryAdvice.WillNeed);
            }
        }

        long done = 0;
        foreach (GgufTensor tensor in tensors)
        {
            byte* first = file.Pointer(tensor);
            for (long start = 0; start < tensor.Bytes; start += PieceBytes)
            {
                cancellation.ThrowIfCancellationRequested();
                long end = Math.Min(start + PieceBytes, tensor.Bytes);
                Touch(first, start, end);
                done += end - start;
                progress?.Report((double)done / total);
            }
        }
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
