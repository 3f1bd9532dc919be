// Tells whether a value can be valid by two schemas.
using System.Text.Json.Nodes;

namespace Caravan.Engine.Sampling.Grammar;

/// <summary>Finds reasons why no value that one schema's grammar makes is valid by another schema, and the other way round.</summary>
internal sealed class SchemaOverlap(JsonSchemaConverter converter)
{
    private int depth;

    /// <summary>True when no value can be both; false where no reason is found.</summary>
    public bool AreDisjoint(JsonNode? one, JsonNode? other, string path)
    {
        if (
            ++depth > GrammarLimits.Depth
            || converter.Followed(one, path) is not JsonObject first
            || converter.Followed(other, path) is not JsonObject second
        )
        {
            depth--;
            return false;
        }

        SchemaNode left = new(first, path);
        SchemaNode right = new(second, path);
        bool disjoint = DifferInValues(left, right) || DifferInType(left, right) || DifferInProperties(left, right);
        depth--;
        return disjoint;
    }

    private static IReadOnlyList<JsonNode?>? Values(SchemaNode schema) =>
        schema.Has("enum") ? schema.List("enum")
        : schema.Has("const") ? [schema["const"]]
        : null;

    private static bool DifferInValues(SchemaNode one, SchemaNode other)
    {
        if (Values(one) is IReadOnlyList<JsonNode?> left)
        {
            return Values(other) is IReadOnlyList<JsonNode?> right
                ? !left.Any(value => right.Any(second => JsonNode.DeepEquals(value, second)))
                : SchemaTypes.Of(other) is IReadOnlyList<string> types
                    && !left.Any(value => types.Any(type => SchemaTypes.IsOf(value, type)));
        }

        return Values(other) is not null && DifferInValues(other, one);
    }

    private static bool DifferInType(SchemaNode one, SchemaNode other)
    {
        if (
            SchemaTypes.Of(one) is not IReadOnlyList<string> left
            || SchemaTypes.Of(other) is not IReadOnlyList<string> right
        )
        {
            return false;
        }

        static string Kind(string type) => type == "integer" ? "number" : type;
        return !left.Select(Kind).Intersect(right.Select(Kind)).Any();
    }

    private bool DifferInProperties(SchemaNode one, SchemaNode other)
    {
        if (!IsObject(one) || !IsObject(other))
        {
            return false;
        }

        IReadOnlyList<string> needed = [.. one.Texts("required").Union(other.Texts("required"))];
        foreach ((string name, JsonNode? property) in one.Members("properties"))
        {
            JsonNode? second = other.Members("properties").FirstOrDefault(member => member.Key == name).Value;
            if (
                second is not null
                && needed.Contains(name)
                && AreDisjoint(property, second, one.Path + "/properties/" + name)
            )
            {
                return true;
            }
        }

        return Excludes(one, other) && Excludes(other, one);
    }

    private static bool IsObject(SchemaNode schema) => SchemaTypes.Of(schema) is ["object"];

    /// <summary>True when the objects that the grammar of one schema makes are never valid by the other.</summary>
    private static bool Excludes(SchemaNode maker, SchemaNode judge)
    {
        bool makesOthers = maker.Has("additionalProperties") && !IsFalse(maker["additionalProperties"]);
        bool lacks = Missing(judge, maker) && !makesOthers && maker.Members("properties").Count > 0;
        bool refusesOthers = IsFalse(judge["additionalProperties"]);
        return lacks || (refusesOthers && Missing(maker, judge));
    }

    private static bool IsFalse(JsonNode? schema) =>
        schema is JsonValue value && value.TryGetValue(out bool allows) && !allows;

    /// <summary>True when one schema requires a property that the other does not name.</summary>
    private static bool Missing(SchemaNode requiring, SchemaNode naming) =>
        requiring
            .Texts("required")
            .Except(naming.Members("properties").Select(member => member.Key).Concat(naming.Texts("required")))
            .Any();
}
