// Reads the keys and values of a file's metadata.
using System.Text.Unicode;

namespace Caravan.Gguf;

internal static class GgufMetadataReader
{
    // A key's length and one letter, a type, one byte of value.
    private const int SmallestEntry = sizeof(ulong) + 1 + sizeof(uint) + 1;

    internal static GgufMetadata Read(ref GgufCursor cursor, ulong count)
    {
        cursor.RequireItems(count, SmallestEntry, "keys");
        List<GgufEntry> entries = [];
        for (ulong i = 0; i < count; i++)
        {
            string key = cursor.ReadText(GgufLimits.KeyBytes, $"key {i}");
            if (key.Length == 0)
            {
                throw cursor.Error($"key {i} is empty, expected a name");
            }

            entries.Add(new GgufEntry(key, ReadValue(ref cursor, key)));
        }

        return new GgufMetadata(cursor.Source, entries);
    }

    private static GgufValue ReadValue(ref GgufCursor cursor, string key)
    {
        // Made once: an array of 150,000 strings would otherwise make it for each of them.
        string what = $"the value of key {GgufText.Quote(key)}";

        // Real files hold tokens as raw bytes; everything else is text.
        bool raw = key.StartsWith(GgufKeys.TokenizerPrefix, StringComparison.Ordinal);
        GgufValueType type = ReadType(ref cursor, what);
        return type switch
        {
            GgufValueType.String => GgufValue.Of(cursor.ReadText(GgufLimits.ValueBytes, what)),
            GgufValueType.Array => GgufValue.Of(ReadArray(ref cursor, what, raw, depth: 1)),
            _ => GgufValue.OfBits(type, ReadBits(ref cursor, type, what)),
        };
    }

    private static ulong ReadBits(ref GgufCursor cursor, GgufValueType type, string what)
    {
        ulong bits = GgufValueTypes.Bytes(type) switch
        {
            1 => cursor.Read<byte>(what),
            2 => cursor.Read<ushort>(what),
            4 => cursor.Read<uint>(what),
            _ => cursor.Read<ulong>(what),
        };
        return type != GgufValueType.Bool || bits <= 1
            ? bits
            : throw cursor.Error($"{what} is {bits}, expected 0 or 1 for a BOOL");
    }

    private static GgufArray ReadArray(ref GgufCursor cursor, string what, bool raw, int depth)
    {
        if (depth > GgufLimits.ArrayDepth)
        {
            throw cursor.Error(
                $"{what} nests arrays more than {GgufLimits.ArrayDepth} deep, expected at most {GgufLimits.ArrayDepth}"
            );
        }

        GgufValueType type = ReadType(ref cursor, what);
        ulong count = cursor.Read<ulong>(what);
        int itemBytes = GgufValueTypes.MinimumBytes(type);
        cursor.RequireItems(count, itemBytes, $"elements of {GgufValueTypes.Name(type)} in {what}");
        if (count > (ulong)(GgufLimits.ValueBytes / itemBytes))
        {
            throw cursor.Error(
                $"{what} has {count} elements of {GgufValueTypes.Name(type)}, expected at most {GgufLimits.ValueBytes} bytes in all"
            );
        }

        return type switch
        {
            GgufValueType.String => ReadStrings(ref cursor, what, raw, (int)count),
            GgufValueType.Array => ReadNested(ref cursor, what, raw, (int)count, depth),
            _ => ReadPacked(ref cursor, what, type, (int)count * itemBytes),
        };
    }

    private static GgufArray ReadPacked(ref GgufCursor cursor, string what, GgufValueType type, int bytes)
    {
        byte[] packed = cursor.Take(bytes, what).ToArray();
        int invalid = type == GgufValueType.Bool ? packed.AsSpan().IndexOfAnyExceptInRange((byte)0, (byte)1) : -1;
        return invalid < 0
            ? GgufArray.OfBytes(type, packed)
            : throw cursor.Error($"element {invalid} of {what} is {packed[invalid]}, expected 0 or 1 for a BOOL");
    }

    private static GgufArray ReadStrings(ref GgufCursor cursor, string what, bool raw, int count)
    {
        GgufCursor measure = cursor;
        int[] boundaries = new int[count + 1];
        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<byte> bytes = measure.TakeString(GgufLimits.ValueBytes - boundaries[i], what);
            if (!raw && !Utf8.IsValid(bytes))
            {
                throw cursor.Error($"element {i} of {what} is not valid UTF-8");
            }

            boundaries[i + 1] = boundaries[i] + bytes.Length;
        }

        byte[] packed = new byte[boundaries[count]];
        for (int i = 0; i < count; i++)
        {
            cursor.TakeString(GgufLimits.ValueBytes, what).CopyTo(packed.AsSpan(boundaries[i]));
        }

        return GgufArray.OfStrings(packed, boundaries);
    }

    private static GgufArray ReadNested(ref GgufCursor cursor, string what, bool raw, int count, int depth)
    {
        GgufArray[] arrays = new GgufArray[count];
        for (int i = 0; i < count; i++)
        {
            arrays[i] = ReadArray(ref cursor, what, raw, depth + 1);
        }

        return GgufArray.Of(arrays);
    }

    private static GgufValueType ReadType(ref GgufCursor cursor, string what)
    {
        uint type = cursor.Read<uint>(what);
        return type <= (uint)GgufValueType.Float64
            ? (GgufValueType)type
            : throw cursor.Error(
                $"{what} has type {type}, expected 0 to {(int)GgufValueType.Float64} ({GgufValueTypes.Name(GgufValueType.UInt8)} to {GgufValueTypes.Name(GgufValueType.Float64)})"
            );
    }
}
