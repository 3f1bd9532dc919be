// Lays out one GGUF file: header, metadata, tensor descriptions, aligned tensor data.
using System.Buffers.Binary;
using System.Text;

namespace Caravan.Gguf;

internal static class GgufSerializer
{
    private const uint Version = 3;

    // Invalid surrogates must not be replaced in silence.
    private static readonly UTF8Encoding Utf8 = new(false, throwOnInvalidBytes: true);

    internal static void Write(
        Stream stream,
        IReadOnlyList<GgufEntry> entries,
        IReadOnlyList<GgufTensorSource> tensors,
        uint alignment
    )
    {
        stream.Write("GGUF"u8);
        WriteNumber(stream, Version, sizeof(uint));
        WriteNumber(stream, (ulong)tensors.Count, sizeof(ulong));
        WriteNumber(stream, (ulong)entries.Count, sizeof(ulong));
        foreach (GgufEntry entry in entries)
        {
            WriteString(stream, Utf8.GetBytes(entry.Key));
            WriteNumber(stream, (ulong)entry.Value.Type, sizeof(uint));
            WriteValue(stream, entry.Value);
        }

        long offset = 0;
        foreach (GgufTensorSource tensor in tensors)
        {
            WriteDescription(stream, tensor, offset);
            offset = Align(checked(offset + tensor.Bytes), alignment);
        }

        Pad(stream, alignment);
        foreach (GgufTensorSource tensor in tensors)
        {
            WriteData(stream, tensor);
            Pad(stream, alignment);
        }
    }

    private static void WriteDescription(Stream stream, GgufTensorSource tensor, long offset)
    {
        WriteString(stream, Utf8.GetBytes(tensor.Name));
        WriteNumber(stream, (ulong)tensor.Dimensions, sizeof(uint));
        for (int dimension = 0; dimension < tensor.Dimensions; dimension++)
        {
            WriteNumber(stream, (ulong)tensor.Shape[dimension], sizeof(ulong));
        }

        WriteNumber(stream, (ulong)tensor.Type, sizeof(uint));
        WriteNumber(stream, (ulong)offset, sizeof(ulong));
    }

    private static void WriteData(Stream stream, GgufTensorSource tensor)
    {
        GgufTensorSink sink = new(stream, tensor.Name, tensor.Bytes);
        tensor.Supply(sink);
        if (sink.Remaining > 0)
        {
            throw new InvalidOperationException(
                $"tensor '{tensor.Name}' was given {tensor.Bytes - sink.Remaining} bytes, expected {tensor.Bytes}"
            );
        }
    }

    private static void WriteValue(Stream stream, GgufValue value)
    {
        if (value.Text is not null)
        {
            WriteString(stream, Utf8.GetBytes(value.Text));
        }
        else if (value.Array is not null)
        {
            WriteArray(stream, value.Array);
        }
        else
        {
            WriteNumber(stream, value.Bits, GgufValueTypes.Bytes(value.Type));
        }
    }

    private static void WriteArray(Stream stream, GgufArray array)
    {
        WriteNumber(stream, (ulong)array.ElementType, sizeof(uint));
        WriteNumber(stream, (ulong)array.Count, sizeof(ulong));
        stream.Write(array.Bytes);
        for (int i = 0; i < array.Count && array.ElementType == GgufValueType.String; i++)
        {
            WriteString(stream, array.StringBytes(i));
        }

        for (int i = 0; i < array.Count && array.ElementType == GgufValueType.Array; i++)
        {
            WriteArray(stream, array.Nested(i));
        }
    }

    private static void WriteString(Stream stream, ReadOnlySpan<byte> bytes)
    {
        WriteNumber(stream, (ulong)bytes.Length, sizeof(ulong));
        stream.Write(bytes);
    }

    private static void WriteNumber(Stream stream, ulong value, int bytes)
    {
        Span<byte> all = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(all, value);
        stream.Write(all[..bytes]);
    }

    private static void Pad(Stream stream, uint alignment)
    {
        ReadOnlySpan<byte> zeros = stackalloc byte[256];
        for (long left = Align(stream.Position, alignment) - stream.Position; left > 0; left -= zeros.Length)
        {
            stream.Write(zeros[..(int)Math.Min(zeros.Length, left)]);
        }
    }

    private static long Align(long offset, uint alignment) => (offset + alignment - 1) & -(long)alignment;
}
