// Makes a file's tensors reachable for a device: in place where it can, copied otherwise.
using Caravan.Gguf;
using Caravan.Graph;
using Caravan.Models;

namespace Caravan.Engine;

/// <summary>Places weights on a device.</summary>
internal static class WeightPlacement
{
    // Alignment of copied tensors: what every CPU and GPU backend is content with.
    private const long CopyAlignment = 256;

    /// <summary>
    /// A place for every tensor of a file. The buffers that are made are added to <paramref name="owned"/>, for the caller
    /// to dispose.
    /// </summary>
    internal static unsafe IEnumerable<(string Name, IDeviceBuffer Buffer, long Offset)> Place(
        GgufFile file,
        IDevice device,
        List<IDeviceBuffer> owned
    )
    {
        List<(string, IDeviceBuffer, long)> places = [];
        for (int i = 0; i < file.Shards.Count; i++)
        {
            GgufShard shard = file.Shards[i];
            IEnumerable<GgufTensor> tensors = file.Tensors.Where(t => t.ShardIndex == i);
            if (device.Import(shard.Map.Pointer, shard.Size) is { } imported)
            {
                owned.Add(imported);
                places.AddRange(tensors.Select(t => (t.Name, imported, t.Offset)));
                continue;
            }

            IDeviceBuffer buffer = device.Allocate(tensors.Sum(t => Aligned(t.Bytes)));
            owned.Add(buffer);
            long offset = 0;
            foreach (GgufTensor tensor in tensors)
            {
                Copy(file.Pointer(tensor), tensor.Bytes, buffer, offset);
                places.Add((tensor.Name, buffer, offset));
                offset += Aligned(tensor.Bytes);
            }
        }

        return places;
    }

    /// <summary>Computes a derived weight into a buffer of its own, which is added to <paramref name="owned"/>.</summary>
    internal static IDeviceBuffer Derive(DerivedWeight weight, GgufFile file, IDevice device, List<IDeviceBuffer> owned)
    {
        byte[] bytes = new byte[weight.Shape.Bytes(weight.Type)];
        weight.Compute(file, bytes);
        IDeviceBuffer buffer = device.Allocate(bytes.LongLength);
        owned.Add(buffer);
        buffer.Write(0, bytes);
        return buffer;
    }

    private static long Aligned(long bytes) => (bytes + CopyAlignment - 1) / CopyAlignment * CopyAlignment;

    // Bounds: the reader checked that the tensor's bytes lie within the map.
    private static unsafe void Copy(byte* source, long bytes, IDeviceBuffer buffer, long offset)
    {
        const int Piece = 1 << 26;
        for (long done = 0; done < bytes; done += Piece)
        {
            int count = (int)Math.Min(Piece, bytes - done);
            buffer.Write(offset + done, new ReadOnlySpan<byte>(source + done, count));
        }
    }
}
