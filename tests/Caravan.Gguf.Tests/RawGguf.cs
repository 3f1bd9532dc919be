// Lays out GGUF bytes by hand, right or wrong, without the writer under test.
using System.Text;

namespace Caravan.Gguf.Tests;

/// <summary>Appends fields as the specification orders them; nothing is checked.</summary>
internal sealed class RawGguf
{
    internal const uint UInt32 = 4;
    internal const uint Float32 = 6;
    internal const uint Bool = 7;
    internal const uint Text = 8;
    internal const uint Array = 9;

    private readonly List<byte> bytes = [];

    internal static RawGguf Header(ulong tensors, ulong keys, uint version = 3) =>
        new RawGguf().Bytes("GGUF"u8).U32(version).U64(tensors).U64(keys);

    internal RawGguf Bytes(ReadOnlySpan<byte> value)
    {
        bytes.AddRange(value);
        return this;
    }

    internal RawGguf U8(byte value) => Bytes([value]);

    internal RawGguf U32(uint value) => Bytes(BitConverter.GetBytes(value));

    internal RawGguf U64(ulong value) => Bytes(BitConverter.GetBytes(value));

    internal RawGguf String(string value) => String(Encoding.UTF8.GetBytes(value));

    internal RawGguf String(byte[] value) => U64((ulong)value.Length).Bytes(value);

    internal RawGguf Key(string key, uint type) => String(key).U32(type);

    internal RawGguf KeyU32(string key, uint value) => Key(key, UInt32).U32(value);

    internal RawGguf KeyText(string key, string value) => Key(key, Text).String(value);

    internal RawGguf Tensor(string name, uint type, ulong offset, params ulong[] extents)
    {
        String(name).U32((uint)extents.Length);
        foreach (ulong extent in extents)
        {
            U64(extent);
        }

        return U32(type).U64(offset);
    }

    /// <summary>Zeros up to a multiple of <paramref name="alignment"/>, then <paramref name="count"/> bytes of data.</summary>
    internal RawGguf Data(int count, int alignment = 32)
    {
        int padding = (alignment - bytes.Count % alignment) % alignment;
        Bytes(new byte[padding]);
        for (int i = 0; i < count; i++)
        {
            U8((byte)i);
        }

        return this;
    }

    internal byte[] ToArray() => [.. bytes];
}
