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
        GgufValueType type = ReadType(ref cursor, key);
        return type switch
        {
            GgufValueType.String => GgufValue.Of(cursor.ReadText(GgufLimits.ValueBytes, Value(key))),
            GgufValueType.Array => GgufValue.Of(ReadArray(ref cursor, key, depth: 1)),
            _ => GgufValue.OfBits(type, ReadBits(ref cursor, type, key)),
        };
    }

    private static ulong ReadBits(ref GgufCursor cursor, GgufValueType type, string key)
    {
        ulong bits = GgufValueTypes.Bytes(type) switch
        {
            1 => cursor.Read<byte>(Value(key)),
            2 => cursor.Read<ushort>(Value(key)),
            4 => cursor.Read<uint>(Value(key)),
            _ => cursor.Read<ulong>(Value(key)),
        };
        return type != GgufValueType.Bool || bits <= 1
            ? bits
            : throw cursor.Error($"{Value(key)} is {bits}, expected 0 or 1 for a BOOL");
    }

    private static GgufArray ReadArray(ref GgufCursor cursor, string key, int depth)
    {
        if (depth > GgufLimits.ArrayDepth)
        {
            throw cursor.Error(
                $"{Value(key)} nests arrays more than {GgufLimits.ArrayDepth} deep, expected at most {GgufLimits.ArrayDepth}"
            );
        }

        GgufValueType type = ReadType(ref cursor, key);
        ulong count = cursor.Read<ulong>(Value(key));
        int itemBytes = GgufValueTypes.MinimumBytes(type);
        cursor.RequireItems(count, itemBytes, $"elements of {GgufValueTypes.Name(type)} in {Value(key)}");
        if (count > (ulong)(GgufLimits.ValueBytes / itemBytes))
        {
            throw cursor.Error(
                $"{Value(key)} has {count} elements of {GgufValueTypes.Name(type)}, expected at most {GgufLimits.ValueBytes} bytes in all"
            );
        }

        return type switch
        {
            GgufValueType.String => ReadStrings(ref cursor, key, (int)count),
            GgufValueType.Array => ReadNested(ref cursor, key, (int)count, depth),
            _ => ReadPacked(ref cursor, key, type, (int)count * itemBytes),
        };
    }

    private static GgufArray ReadPacked(ref GgufCursor cursor, string key, GgufValueType type, int bytes)
    {
        byte[] packed = cursor.Take(bytes, Value(key)).ToArray();
        int invalid = type == GgufValueType.Bool ? packed.AsSpan().IndexOfAnyExceptInRange((byte)0, (byte)1) : -1;
        return invalid < 0
            ? GgufArray.OfBytes(type, packed)
            : throw cursor.Error($"element {invalid} of {Value(key)} is {packed[invalid]}, expected 0 or 1 for a BOOL");
    }

    private static GgufArray ReadStrings(ref GgufCursor cursor, string key, int count)
    {
        // Real files hold tokens as raw bytes; everything else is text.
        bool raw = key.StartsWith(GgufKeys.TokenizerPrefix, StringComparison.Ordinal);
        GgufCursor measure = cursor;
        int[] boundaries = new int[count + 1];
        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<byte> bytes = measure.TakeString(GgufLimits.ValueBytes - boundaries[i], Value(key));
            if (!raw && !Utf8.IsValid(bytes))
            {
                throw cursor.Error($"element {i} of {Value(key)} is not valid UTF-8");
            }

            boundaries[i + 1] = boundaries[i] + bytes.Length;
        }

        byte[] packed = new byte[boundaries[count]];
        for (int i = 0; i < count; i++)
        {
            cursor.TakeString(GgufLimits.ValueBytes, Value(key)).CopyTo(packed.AsSpan(boundaries[i]));
        }

        return GgufArray.OfStrings(packed, boundaries);
    }

    private static GgufArray ReadNested(ref GgufCursor cursor, string key, int count, int depth)
    {
        GgufArray[] arrays = new GgufArray[count];
        for (int i = 0; i < count; i++)
        {
            arrays[i] = ReadArray(ref cursor, key, depth + 1);
        }

        return GgufArray.Of(arrays);
    }

    private static GgufValueType ReadType(ref GgufCursor cursor, string key)
    {
        uint type = cursor.Read<uint>(Value(key));
        return type <= (uint)GgufValueType.Float64
            ? (GgufValueType)type
            : throw cursor.Error(
                $"{Value(key)} has type {type}, expected 0 to {(int)GgufValueType.Float64} ({GgufValueTypes.Name(GgufValueType.UInt8)} to {GgufValueTypes.Name(GgufValueType.Float64)})"
            );
    }

    private static string Value(string key) => $"the value of key {GgufText.Quote(key)}";
}
