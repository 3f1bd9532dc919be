// Reads keywords of a JSON schema.
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Caravan.Engine.Sampling.Grammar;

/// <summary>A schema that is an object, with its place for messages.</summary>
/// <param name="Keywords">The keywords.</param>
/// <param name="Path">A JSON pointer to it.</param>
internal sealed record SchemaNode(JsonObject Keywords, string Path)
{
    /// <summary>The value of a keyword; null where it is missing (or null itself).</summary>
    public JsonNode? this[string keyword] => Keywords.TryGetPropertyValue(keyword, out JsonNode? value) ? value : null;

    /// <summary>True when the keyword is there.</summary>
    public bool Has(string keyword) => Keywords.ContainsKey(keyword);

    /// <summary>A number of things; null where the keyword is missing.</summary>
    public int? Count(string keyword)
    {
        if (Number(keyword) is not decimal number)
        {
            return null;
        }

        return number >= 0 && decimal.Truncate(number) == number
            ? (int)Math.Min(number, int.MaxValue)
            : throw Error($"{keyword} is {number}; a whole number from 0 is expected");
    }

    /// <summary>A number; null where the keyword is missing.</summary>
    public decimal? Number(string keyword)
    {
        if (!Has(keyword))
        {
            return null;
        }

        return
            this[keyword] is JsonValue value
            && value.GetValueKind() == JsonValueKind.Number
            && value.TryGetValue(out decimal number)
            ? number
            : throw Error($"{keyword} is no number that can be used");
    }

    /// <summary>A text; null where the keyword is missing.</summary>
    public string? Text(string keyword)
    {
        if (!Has(keyword))
        {
            return null;
        }

        return this[keyword] is JsonValue value && value.TryGetValue(out string? text)
            ? text
            : throw Error($"{keyword} is no text");
    }

    /// <summary>The texts of a list; none where the keyword is missing.</summary>
    public IReadOnlyList<string> Texts(string keyword) =>
        [
            .. List(keyword)
                .Select(entry =>
                    entry is JsonValue value && value.TryGetValue(out string? text)
                        ? text
                        : throw Error($"{keyword} has an entry that is no text")
                ),
        ];

    /// <summary>A list; an empty one where the keyword is missing.</summary>
    public IReadOnlyList<JsonNode?> List(string keyword) =>
        !Has(keyword) ? []
        : this[keyword] is JsonArray list ? [.. list]
        : throw Error($"{keyword} is no list");

    /// <summary>An object; an empty one where the keyword is missing.</summary>
    public IReadOnlyList<KeyValuePair<string, JsonNode?>> Members(string keyword) =>
        !Has(keyword) ? []
        : this[keyword] is JsonObject members ? [.. members]
        : throw Error($"{keyword} is no object");

    /// <summary>The same schema without some keywords.</summary>
    public SchemaNode Without(params string[] keywords)
    {
        JsonObject rest = [];
        foreach ((string key, JsonNode? value) in Keywords)
        {
            if (!keywords.Contains(key))
            {
                rest.Add(key, value?.DeepClone());
            }
        }

        return this with
        {
            Keywords = rest,
        };
    }

    /// <summary>An error at this place.</summary>
    public GrammarException Error(string problem) => new($"JSON schema, {(Path.Length == 0 ? "#" : Path)}: {problem}");
}
