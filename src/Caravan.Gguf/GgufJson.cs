// The JSON form of an inspected model.
using System.Text;
using System.Text.Json;

namespace Caravan.Gguf;

/// <summary>Writes a <see cref="GgufInspection"/> as JSON, for other programs.</summary>
public static class GgufJson
{
    /// <summary>Elements of an array that are written where nothing else is asked for.</summary>
    public const int DefaultArrayElements = 16;

    /// <summary>
    /// Writes one object: <c>path, shards, metadata, tensors, types, layers, totals</c>. Sizes and offsets are in bytes,
    /// shapes have <c>ne0</c> first. Infinite and undefined floats are strings; strings that are not UTF-8 are objects
    /// <c>{"bytes": HEX}</c>.
    /// </summary>
    /// <param name="json">Receives the object.</param>
    /// <param name="inspection">What to write.</param>
    /// <param name="arrayElements">Elements written of each metadata array; the count is always there.</param>
    public static void Write(Utf8JsonWriter json, GgufInspection inspection, int arrayElements = DefaultArrayElements)
    {
        ArgumentNullException.ThrowIfNull(json);
        ArgumentNullException.ThrowIfNull(inspection);
        GgufFile file = inspection.File;
        json.WriteStartObject();
        json.WriteString("path", file.Path);
        WriteArray(json, "shards", file.Shards, WriteShard);
        WriteArray(json, "metadata", file.Metadata, (j, entry) => WriteEntry(j, entry, arrayElements));
        WriteArray(json, "tensors", file.Tensors, WriteTensor);
        WriteArray(json, "types", inspection.ByType, (j, tally) => WriteTally(j, "type", tally));
        WriteArray(json, "layers", inspection.ByLayer, (j, tally) => WriteTally(j, "layer", tally));
        json.WriteStartObject("totals");
        json.WriteNumber("tensors", file.Tensors.Count);
        json.WriteNumber("elements", file.Elements);
        json.WriteNumber("bytes", file.Bytes);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteArray<T>(
        Utf8JsonWriter json,
        string name,
        IEnumerable<T> items,
        Action<Utf8JsonWriter, T> write
    )
    {
        json.WriteStartArray(name);
        foreach (T item in items)
        {
            json.WriteStartObject();
            write(json, item);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteShard(Utf8JsonWriter json, GgufShard shard)
    {
        json.WriteString("path", shard.Path);
        json.WriteNumber("version", shard.Version);
        json.WriteNumber("bytes", shard.Size);
        json.WriteNumber("alignment", shard.Alignment);
        json.WriteNumber("data_offset", shard.DataOffset);
    }

    private static void WriteTensor(Utf8JsonWriter json, GgufTensor tensor)
    {
        json.WriteString("name", tensor.Name);
        json.WriteString("type", tensor.Type.ToString());
        json.WriteStartArray("shape");
        for (int dimension = 0; dimension < tensor.Dimensions; dimension++)
        {
            json.WriteNumberValue(tensor.Shape[dimension]);
        }

        json.WriteEndArray();
        json.WriteNumber("bytes", tensor.Bytes);
        json.WriteNumber("shard", tensor.ShardIndex);
        json.WriteNumber("offset", tensor.Offset);
    }

    private static void WriteTally(Utf8JsonWriter json, string group, GgufTally tally)
    {
        json.WriteString(group, tally.Name);
        json.WriteNumber("tensors", tally.Tensors);
        json.WriteNumber("elements", tally.Elements);
        json.WriteNumber("bytes", tally.Bytes);
    }

    private static void WriteEntry(Utf8JsonWriter json, GgufEntry entry, int arrayElements)
    {
        json.WriteString("key", entry.Key);
        json.WriteString("type", entry.Value.TypeName);
        if (entry.Value.Array is { } array)
        {
            json.WriteNumber("count", array.Count);
        }

        json.WritePropertyName("value");
        if (entry.Value.Text is { } text)
        {
            json.WriteStringValue(text);
        }
        else if (entry.Value.Array is { } elements)
        {
            WriteElements(json, elements, arrayElements);
        }
        else
        {
            WriteNumber(json, entry.Value.Type, entry.Value.Bits);
        }
    }

    private static void WriteElements(Utf8JsonWriter json, GgufArray array, int limit)
    {
        json.WriteStartArray();
        for (int i = 0; i < Math.Min(array.Count, limit); i++)
        {
            switch (array.ElementType)
            {
                case GgufValueType.String:
                    WriteText(json, array, i);
                    break;
                case GgufValueType.Array:
                    WriteElements(json, array.Nested(i), limit);
                    break;
                default:
                    WriteNumber(json, array.ElementType, array.Bits(i));
                    break;
            }
        }

        json.WriteEndArray();
    }

    private static void WriteText(Utf8JsonWriter json, GgufArray array, int index)
    {
        if (array.TryGetString(index, out string text))
        {
            json.WriteStringValue(text);
        }
        else
        {
            json.WriteStartObject();
            json.WriteString("bytes", Convert.ToHexString(array.StringBytes(index)));
            json.WriteEndObject();
        }
    }

    private static void WriteNumber(Utf8JsonWriter json, GgufValueType type, ulong bits)
    {
        string text = GgufValueText.Number(type, bits);
        bool isNumber = !GgufValue.OfBits(type, bits).TryGetFloat(out double value) || double.IsFinite(value);
        if (isNumber)
        {
            // Numbers, "true" and "false" are JSON as they stand.
            json.WriteRawValue(Encoding.UTF8.GetBytes(text));
        }
        else
        {
            json.WriteStringValue(text);
        }
    }
}
