// Hashes and writes a few weights side by side.
using System.Runtime.InteropServices;

namespace Caravan.Rpc;

/// <summary>Copies regions of buffers to temporary files and hashes the copies. Used by one thread.</summary>
internal sealed unsafe class WeightBatchWriter : IDisposable
{
    // The pieces of all streams lie in a core's own cache from the copy to the hash.
    private const int PieceBytes = 1 << 17;

    private readonly byte* pieces = (byte*)NativeMemory.Alloc(Fnv1a.Streams * PieceBytes);

    /// <summary>Writes regions.</summary>
    /// <param name="directory">The cache's folder.</param>
    /// <param name="batch">At most <see cref="Fnv1a.Streams"/> regions, in ascending order of size.</param>
    /// <param name="isGivenUp">Asked between two pieces.</param>
    /// <returns>The files with their hashes; null when the work was given up.</returns>
    /// <exception cref="IOException">The disk is full or failed.</exception>
    internal WrittenWeights? Write(string directory, TensorRegion[] batch, Func<bool> isGivenUp)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(batch.Length, Fnv1a.Streams);
        WrittenWeights weights = WrittenWeights.Create(directory, batch.Select(region => region.Bytes));
        bool isComplete = false;
        try
        {
            isComplete = TryFill(weights, batch, isGivenUp);
        }
        finally
        {
            if (!isComplete)
            {
                weights.Dispose();
            }
        }

        return isComplete ? weights : null;
    }

    /// <inheritdoc/>
    public void Dispose() => NativeMemory.Free(pieces);

    private bool TryFill(WrittenWeights weights, TensorRegion[] batch, Func<bool> isGivenUp)
    {
        // Bounds: there is a piece for each of as many regions as there are streams.
        nint[] sources = [.. Enumerable.Range(0, batch.Length).Select(i => (nint)(pieces + ((long)i * PieceBytes)))];

        // Because of the order, those with bytes left are always the last ones.
        int first = 0;
        for (long done = 0; first < batch.Length; )
        {
            if (isGivenUp())
            {
                return false;
            }

            int count = (int)Math.Min(PieceBytes, batch[first].Bytes - done);
            for (int i = first; i < batch.Length; i++)
            {
                // A piece has PieceBytes, of which count are used.
                Span<byte> piece = new((void*)sources[i], count);
                batch[i].Buffer.Read(batch[i].Offset + done, piece);
                weights.Write(i, done, piece);
            }

            Fnv1a.AppendEach(weights.Hashes.AsSpan(first), sources.AsSpan(first), count);
            done += count;
            while (first < batch.Length && batch[first].Bytes == done)
            {
                first++;
            }
        }

        return true;
    }
}
