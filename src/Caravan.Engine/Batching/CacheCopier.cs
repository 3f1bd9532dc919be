// Copies cached tokens of one sequence to another, so that a common prefix is computed once.
using Caravan.Graph;
using Caravan.Models;
using Caravan.Tensors;

namespace Caravan.Engine.Batching;

/// <summary>Copies positions between pages, whole rows as they are, on whatever devices the caches lie.</summary>
internal sealed class CacheCopier
{
    private readonly List<(IDeviceBuffer Buffer, long RowBytes)> caches = [];
    private readonly int pageLength;
    private byte[] buffer = [];

    internal CacheCopier(SessionProgram session, int capacity, int pageLength)
    {
        this.pageLength = pageLength;
        ModelGraph graph = session.Graph;
        // A transposed cache has a position's elements far apart: piece by piece they cost more than computing them.
        CanCopy = graph.ValueElements is null;
        foreach (GraphTensor state in graph.Graph.Leaves(TensorRole.State))
        {
            TensorShape shape = state.Shape.Evaluate(default);
            caches.Add((session.Cache(state), shape.Bytes(state.Type) / capacity));
        }
    }

    /// <summary>True when rows of positions are whole in all caches.</summary>
    internal bool CanCopy { get; }

    /// <summary>Bytes of the rows of so many positions in all caches.</summary>
    internal long Bytes(int length) => caches.Sum(cache => cache.RowBytes * length);

    /// <summary>Writes the rows of the first <paramref name="length"/> positions, cache by cache.</summary>
    /// <returns>Bytes written.</returns>
    internal long Save(CachedSequence from, int length, Stream output)
    {
        foreach ((IDeviceBuffer cache, long rowBytes) in caches)
        {
            for (int position = 0; position < length; position += pageLength)
            {
                Span<byte> rows = Rows(length - position, rowBytes);
                cache.Read(from.RowOf(position) * rowBytes, rows);
                output.Write(rows);
            }
        }

        return Bytes(length);
    }

    /// <summary>Reads the rows of the first <paramref name="length"/> positions, for which the sequence has the pages.</summary>
    internal void Restore(CachedSequence to, int length, Stream input)
    {
        foreach ((IDeviceBuffer cache, long rowBytes) in caches)
        {
            for (int position = 0; position < length; position += pageLength)
            {
                Span<byte> rows = Rows(length - position, rowBytes);
                input.ReadExactly(rows);
                cache.Write(to.RowOf(position) * rowBytes, rows);
            }
        }
    }

    /// <summary>Copies the first <paramref name="length"/> positions; both sequences have the pages.</summary>
    internal void Copy(CachedSequence from, CachedSequence to, int length)
    {
        foreach ((IDeviceBuffer cache, long rowBytes) in caches)
        {
            for (int position = 0; position < length; position += pageLength)
            {
                Span<byte> rows = Rows(length - position, rowBytes);
                cache.Read(from.RowOf(position) * rowBytes, rows);
                cache.Write(to.RowOf(position) * rowBytes, rows);
            }
        }
    }

    // Room for the rows of a page, or of what is left of the last one.
    private Span<byte> Rows(int positions, long rowBytes)
    {
        int bytes = checked((int)(Math.Min(pageLength, positions) * rowBytes));
        if (buffer.Length < bytes)
        {
            buffer = new byte[bytes];
        }

        return buffer.AsSpan(0, bytes);
    }
}
