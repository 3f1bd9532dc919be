// Which JSON types a schema is about.
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Caravan.Engine.Sampling.Grammar;

/// <summary>Types by the names that schemas give them.</summary>
internal static class SchemaTypes
{
    /// <summary>All types but integer, which is a kind of number.</summary>
    public static readonly string[] All = ["object", "array", "string", "number", "boolean", "null"];

    private static readonly (string Type, string[] Keywords)[] Signs =
    [
        (
            "object",
            [
                "properties",
                "required",
                "additionalProperties",
                "minProperties",
                "maxProperties",
                "unevaluatedProperties",
            ]
        ),
        ("array", ["items", "prefixItems", "minItems", "maxItems", "additionalItems"]),
        ("string", ["pattern", "minLength", "maxLength", "format"]),
        ("number", ["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"]),
    ];

    /// <summary>The types that are named, or those that other keywords speak of; null where nothing says anything.</summary>
    public static IReadOnlyList<string>? Of(SchemaNode schema)
    {
        List<string> types =
        [
            .. schema["type"] is JsonArray ? schema.Texts("type")
            : schema.Has("type") ? [schema.Text("type")!]
            : Signs.Where(sign => sign.Keywords.Any(schema.Has)).Select(sign => sign.Type),
        ];
        foreach (string type in types)
        {
            if (type != "integer" && !All.Contains(type))
            {
                throw schema.Error($"there is no type '{type}'");
            }
        }

        if (
            types.Count > 0
            && schema["nullable"] is JsonValue nullable
            && nullable.TryGetValue(out bool isNullable)
            && isNullable
        )
        {
            types.Add("null");
        }

        if (types.Contains("number"))
        {
            types.Remove("integer");
        }

        return schema.Has("type") || types.Count > 0 ? [.. types.Distinct()] : null;
    }

    /// <summary>True when a value is of a type.</summary>
    public static bool IsOf(JsonNode? value, string type) =>
        (value?.GetValueKind() ?? JsonValueKind.Null) switch
        {
            JsonValueKind.Object => type == "object",
            JsonValueKind.Array => type == "array",
            JsonValueKind.String => type == "string",
            JsonValueKind.True or JsonValueKind.False => type == "boolean",
            JsonValueKind.Number => type == "number" || (type == "integer" && IsWhole(value!)),
            _ => type == "null",
        };

    private static bool IsWhole(JsonNode value) =>
        value.AsValue().TryGetValue(out decimal number) && decimal.Truncate(number) == number;
}
