// Cuts the weights of a file into pieces that threads work on.
using System.Collections.Concurrent;
using Caravan.Gguf;

namespace Caravan.Engine;

/// <summary>Parts of files, each small enough that progress moves and cancellation is fast on a slow disk.</summary>
internal static class WeightPieces
{
    private const int PieceBytes = 16 << 20;

    // Entering pages into the process's table and filling them is the processor's work; more threads than these wait for
    // the table or the disk.
    private const int MostThreads = 4;

    // Tensors that lie closer than this are one part: between them is padding.
    private const long LargestGap = 64 << 10;

    /// <summary>The parts of files that hold tensors, neighbours together, in order.</summary>
    internal static List<(GgufShard Shard, long Start, long End)> Parts(GgufFile file, IEnumerable<GgufTensor> tensors)
    {
        List<(GgufShard Shard, long Start, long End)> parts = [];
        foreach (GgufTensor tensor in tensors.OrderBy(t => t.ShardIndex).ThenBy(t => t.Offset))
        {
            GgufShard shard = file.Shards[tensor.ShardIndex];
            long end = tensor.Offset + tensor.Bytes;
            if (parts.Count > 0 && parts[^1].Shard == shard && tensor.Offset - parts[^1].End <= LargestGap)
            {
                parts[^1] = (shard, parts[^1].Start, end);
            }
            else
            {
                parts.Add((shard, tensor.Offset, end));
            }
        }

        return parts;
    }

    /// <summary>Does something with all bytes of some parts, on several threads.</summary>
    internal static void ForEach(
        IEnumerable<(GgufShard Shard, long Start, long End)> parts,
        Action<GgufShard, long, int> action,
        CancellationToken cancellation
    ) =>
        Parallel.ForEach(
            Partitioner.Create(parts.SelectMany(Cut), EnumerablePartitionerOptions.NoBuffering),
            new ParallelOptions { CancellationToken = cancellation, MaxDegreeOfParallelism = MostThreads },
            piece => action(piece.Shard, piece.Start, piece.Bytes)
        );

    private static IEnumerable<(GgufShard Shard, long Start, int Bytes)> Cut(
        (GgufShard Shard, long Start, long End) part
    )
    {
        for (long start = part.Start; start < part.End; start += PieceBytes)
        {
            yield return (part.Shard, start, (int)Math.Min(PieceBytes, part.End - start));
        }
    }
}
