// Payloads of ggml RPC requests, written field by field.
using System.Buffers.Binary;
using Caravan.Rpc.Tests.Captures;

namespace Caravan.Rpc.Tests.Hostile;

/// <summary>Builds payloads without asking whether they make sense.</summary>
internal static class RawMessages
{
    internal static byte[] Allocate(uint device, ulong size) => [.. U32(device), .. U64(size)];

    internal static byte[] Handle(ulong handle) => U64(handle);

    internal static byte[] Clear(ulong handle, byte value) => [.. U64(handle), value];

    internal static byte[] Set(GgmlLayout layout, RawTensor tensor, ulong offset, ReadOnlySpan<byte> content) =>
        [.. tensor.ToBytes(layout), .. U64(offset), .. content];

    internal static byte[] SetHash(GgmlLayout layout, RawTensor tensor, ulong offset, ulong hash) =>
        [.. tensor.ToBytes(layout), .. U64(offset), .. U64(hash)];

    internal static byte[] Get(GgmlLayout layout, RawTensor tensor, ulong offset, ulong size) =>
        [.. tensor.ToBytes(layout), .. U64(offset), .. U64(size)];

    internal static byte[] Copy(GgmlLayout layout, RawTensor source, RawTensor destination) =>
        [.. source.ToBytes(layout), .. destination.ToBytes(layout)];

    internal static byte[] Memset(GgmlLayout layout, RawTensor tensor, ulong offset, ulong size, byte value) =>
        [.. tensor.ToBytes(layout), .. U64(offset), .. U64(size), value];

    /// <summary>GET_ALLOC_SIZE; dialect B has room for ten sources, of which absent ones are zero.</summary>
    internal static byte[] AllocSize(GgmlLayout layout, uint device, RawTensor tensor, params RawTensor[] sources)
    {
        byte[] payload = new byte[4 + layout.Bytes * (layout == GgmlLayout.B ? 1 + layout.Sources : 1)];
        BinaryPrimitives.WriteUInt32LittleEndian(payload, device);
        tensor.ToBytes(layout).CopyTo(payload, 4);
        for (int i = 0; i < sources.Length; i++)
        {
            sources[i].ToBytes(layout).CopyTo(payload, 4 + layout.Bytes * (1 + i));
        }

        return payload;
    }

    internal static byte[] Graph(GgmlLayout layout, uint device, ulong[] nodes, params RawTensor[] tensors)
    {
        byte[] payload = new byte[12 + 8 * nodes.Length + layout.Bytes * tensors.Length];
        Span<byte> span = payload;
        BinaryPrimitives.WriteUInt32LittleEndian(span, device);
        BinaryPrimitives.WriteInt32LittleEndian(span[4..], nodes.Length);
        for (int i = 0; i < nodes.Length; i++)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(span[(8 + 8 * i)..], nodes[i]);
        }

        int table = 8 + 8 * nodes.Length;
        BinaryPrimitives.WriteInt32LittleEndian(span[table..], tensors.Length);
        for (int i = 0; i < tensors.Length; i++)
        {
            tensors[i].ToBytes(layout).CopyTo(span[(table + 4 + layout.Bytes * i)..]);
        }

        return payload;
    }

    internal static byte[] U32(uint value)
    {
        byte[] bytes = new byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
        return bytes;
    }

    internal static byte[] U64(ulong value)
    {
        byte[] bytes = new byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, value);
        return bytes;
    }

    internal static byte[] Floats(params ReadOnlySpan<float> values)
    {
        byte[] bytes = new byte[4 * values.Length];
        for (int i = 0; i < values.Length; i++)
        {
            BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(4 * i), values[i]);
        }

        return bytes;
    }

    internal static float[] Floats(byte[] bytes)
    {
        float[] values = new float[bytes.Length / 4];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = BinaryPrimitives.ReadSingleLittleEndian(bytes.AsSpan(4 * i));
        }

        return values;
    }
}
