// Remembers which contents of a connection may be weights.
using System.Buffers.Binary;

namespace Caravan.Rpc;

/// <summary>
/// Notes what a client writes above the threshold. After a graph has run, those in buffers in which no graph computes are
/// weights and are given to the cache; the others were inputs, masks or caches. Used by one thread.
/// </summary>
internal sealed class WeightRecorder(WeightCache cache, Dialect dialect, BufferTable buffers)
{
    private readonly List<TensorRegion> pending = [];

    /// <summary>A client wrote a region.</summary>
    internal void Written(TensorRegion region)
    {
        if (region.Bytes > Dialect.HashThreshold && !region.Buffer.IsComputed)
        {
            pending.Add(region);
        }
    }

    /// <summary>A region is about to change: what was noted of it holds no more.</summary>
    internal void Forget(in TensorRegion region)
    {
        for (int i = pending.Count - 1; i >= 0; i--)
        {
            TensorRegion noted = pending[i];
            if (
                noted.Buffer == region.Buffer
                && noted.Offset < region.Offset + region.Bytes
                && region.Offset < noted.Offset + noted.Bytes
            )
            {
                pending.RemoveAt(i);
            }
        }
    }

    /// <summary>A buffer is about to be cleared or freed.</summary>
    internal void Forget(WorkerBuffer buffer) => Forget(new TensorRegion(buffer, 0, buffer.Bytes));

    /// <summary>A graph has run; it was valid.</summary>
    internal void Computed(ReadOnlySpan<byte> graph)
    {
        if (pending.Count == 0)
        {
            return;
        }

        uint nodes = BinaryPrimitives.ReadUInt32LittleEndian(graph[4..]);
        ReadOnlySpan<byte> table = graph[(RequestLengths.GraphHeader + (8 * (int)nodes) + 4)..];
        for (; table.Length >= dialect.DescriptorBytes; table = table[dialect.DescriptorBytes..])
        {
            TensorDescriptor.Read(table, dialect, out TensorDescriptor tensor);
            if (Computes(tensor.Op))
            {
                buffers.MarkComputed(tensor.Buffer);
            }
        }

        pending.RemoveAll(noted => noted.Buffer.IsComputed);
        cache.Store(pending);
        pending.Clear();
    }

    private bool Computes(uint number) =>
        dialect.TryGetOp(number, out WireOp op)
        && op is not (WireOp.None or WireOp.Reshape or WireOp.View or WireOp.Permute or WireOp.Transpose);
}
