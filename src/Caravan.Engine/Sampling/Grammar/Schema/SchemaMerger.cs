// Makes one schema of two that must both hold.
using System.Text.Json.Nodes;

namespace Caravan.Engine.Sampling.Grammar;

/// <summary>Merges schemas keyword by keyword.</summary>
internal static class SchemaMerger
{
    private static readonly string[] Annotations =
    [
        "title",
        "description",
        "default",
        "examples",
        "example",
        "deprecated",
        "readOnly",
        "writeOnly",
        "$schema",
        "$id",
        "$comment",
        "$defs",
        "definitions",
        "contentMediaType",
        "contentEncoding",
        "discriminator",
    ];

    /// <summary>True when a keyword says nothing about which values are valid.</summary>
    public static bool IsAnnotation(string keyword) =>
        Annotations.Contains(keyword) || keyword.StartsWith("x-", StringComparison.Ordinal);

    /// <summary>A schema of what two schemas allow both.</summary>
    public static JsonNode? Merge(JsonNode? one, JsonNode? other, SchemaNode place)
    {
        if (AsBoolean(one) is bool left)
        {
            return left ? other?.DeepClone() : Nothing();
        }

        if (AsBoolean(other) is bool right)
        {
            return right ? one?.DeepClone() : Nothing();
        }

        if (one is not JsonObject first || other is not JsonObject second)
        {
            throw place.Error("a schema is neither an object nor true or false");
        }

        JsonObject merged = Prepared(first);
        JsonObject added = Prepared(second);
        MergeProperties(merged, added, place);
        foreach ((string key, JsonNode? value) in added.ToArray())
        {
            added.Remove(key);
            if (!merged.ContainsKey(key))
            {
                merged.Add(key, value);
            }
            else if (!IsAnnotation(key))
            {
                JsonNode? before = merged[key]?.DeepClone();
                merged.Remove(key);
                MergeKeyword(merged, key, before, value, place);
            }
        }

        return merged;
    }

    private static JsonObject Nothing() => new() { ["enum"] = new JsonArray() };

    private static bool? AsBoolean(JsonNode? schema) =>
        schema is JsonValue value && value.TryGetValue(out bool flag) ? flag : null;

    /// <summary>A copy with a constant as a list of one.</summary>
    private static JsonObject Prepared(JsonObject schema)
    {
        JsonObject copy = (JsonObject)schema.DeepClone();
        if (copy.TryGetPropertyValue("const", out JsonNode? constant) && !copy.ContainsKey("enum"))
        {
            copy.Remove("const");
            copy.Add("enum", new JsonArray(constant?.DeepClone()));
        }

        return copy;
    }

    private static void MergeKeyword(JsonObject merged, string key, JsonNode? one, JsonNode? other, SchemaNode place)
    {
        SchemaNode left = new(new JsonObject { [key] = one }, place.Path);
        SchemaNode right = new(new JsonObject { [key] = other?.DeepClone() }, place.Path);
        switch (key)
        {
            case "required":
                merged.Add(
                    key,
                    new JsonArray([.. left.Texts(key).Union(right.Texts(key)).Select(name => JsonValue.Create(name))])
                );
                break;
            case "type":
                IEnumerable<string> kept = SchemaTypes
                    .All.Append("integer")
                    .Where(type => Covers(left, type) && Covers(right, type));
                kept = kept.Contains("number") ? kept.Where(type => type != "integer") : kept;
                merged.Add(key, new JsonArray([.. kept.Select(type => JsonValue.Create(type))]));
                break;
            case "enum":
                IEnumerable<JsonNode?> both = left.List(key)
                    .Where(value => right.List(key).Any(second => JsonNode.DeepEquals(value, second)));
                merged.Add(key, new JsonArray([.. both.Select(value => value?.DeepClone())]));
                break;
            case "minimum" or "exclusiveMinimum" or "minLength" or "minItems" or "minProperties":
                merged.Add(key, Math.Max(left.Number(key)!.Value, right.Number(key)!.Value));
                break;
            case "maximum" or "exclusiveMaximum" or "maxLength" or "maxItems" or "maxProperties":
                merged.Add(key, Math.Min(left.Number(key)!.Value, right.Number(key)!.Value));
                break;
            case "items"
            or "additionalProperties"
            or "additionalItems" when one is not JsonArray && other is not JsonArray:
                merged.Add(key, Merge(one, other, place));
                break;
            case "allOf":
                merged.Add(
                    key,
                    new JsonArray([.. left.List(key).Concat(right.List(key)).Select(part => part?.DeepClone())])
                );
                break;
            case "anyOf" or "oneOf" or "$ref":
                merged.Add(key, one?.DeepClone());
                JsonArray all = merged["allOf"] as JsonArray ?? [];
                merged["allOf"] = new JsonArray([.. all.Select(part => part?.DeepClone()), right.Keywords.DeepClone()]);
                break;
            default:
                merged.Add(
                    key,
                    JsonNode.DeepEquals(one, other)
                        ? one?.DeepClone()
                        : throw place.Error($"two different values of {key} that must both hold cannot be expressed")
                );
                break;
        }
    }

    private static bool Covers(SchemaNode schema, string type)
    {
        IReadOnlyList<string> types = SchemaTypes.Of(schema)!;
        return types.Contains(type) || (type == "integer" && types.Contains("number"));
    }

    /// <summary>Properties that only one side names fall under what the other says about additional ones.</summary>
    private static void MergeProperties(JsonObject merged, JsonObject added, SchemaNode place)
    {
        if (merged["properties"] is not JsonObject && added["properties"] is not JsonObject)
        {
            return;
        }

        JsonObject left = merged["properties"] as JsonObject ?? [];
        JsonObject right = added["properties"] as JsonObject ?? [];
        JsonObject properties = [];
        foreach (string name in left.Select(entry => entry.Key).Union(right.Select(entry => entry.Key)))
        {
            JsonNode? one = left.ContainsKey(name)
                ? left[name]
                : merged["additionalProperties"] ?? JsonValue.Create(true);
            JsonNode? other = right.ContainsKey(name)
                ? right[name]
                : added["additionalProperties"] ?? JsonValue.Create(true);
            properties.Add(name, Merge(one, other, place));
        }

        merged["properties"] = properties;
        added.Remove("properties");
    }
}
