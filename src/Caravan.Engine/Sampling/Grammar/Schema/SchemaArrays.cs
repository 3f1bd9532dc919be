// Arrays of a JSON schema.
using System.Text.Json.Nodes;

namespace Caravan.Engine.Sampling.Grammar;

/// <summary>Converts schemas of arrays. Where the first items are described one by one they are all there.</summary>
internal sealed class SchemaArrays(JsonSchemaConverter converter)
{
    /// <summary>The arrays that a schema allows; null for none.</summary>
    public GrammarExpression? Convert(SchemaNode schema)
    {
        if (schema["uniqueItems"] is JsonValue unique && unique.TryGetValue(out bool isUnique) && isUnique)
        {
            throw schema.Error("uniqueItems cannot be expressed by a grammar");
        }

        int least = schema.Count("minItems") ?? 0;
        int? most = schema.Count("maxItems");
        bool isTuple = schema["items"] is JsonArray;
        string prefixName = isTuple ? "items" : "prefixItems";
        string restName = isTuple ? "additionalItems" : "items";
        IReadOnlyList<JsonNode?> prefix = schema.List(prefixName);
        prefix = [.. prefix.Take(most ?? int.MaxValue)];
        List<GrammarExpression> parts = [];
        for (int i = 0; i < prefix.Count; i++)
        {
            if (converter.Visit(prefix[i], $"{schema.Path}/{prefixName}/{i}") is not GrammarExpression item)
            {
                return null;
            }

            parts.Add(i == 0 ? item : JsonGrammar.Sequence(JsonGrammar.Comma, item));
        }

        GrammarExpression? rest =
            schema.Has(restName) ? converter.Visit(schema[restName], $"{schema.Path}/{restName}")
            : prefix.Count == 0 ? converter.AnyValue()
            : null;
        int leastMore = Math.Max(least - prefix.Count, 0);
        int? mostMore = rest is null ? 0 : most - prefix.Count;
        if (leastMore > GrammarLimits.Repetitions || mostMore < leastMore)
        {
            return null;
        }

        if (rest is not null && prefix.Count == 0)
        {
            GrammarExpression item = new RuleExpression(converter.AddRule(schema.Path + "/items", rest));
            parts.Add(JsonGrammar.List(item, leastMore, mostMore));
        }
        else if (rest is not null)
        {
            parts.Add(JsonGrammar.Repeat(JsonGrammar.Sequence(JsonGrammar.Comma, rest), leastMore, mostMore));
        }

        return JsonGrammar.Sequence([
            JsonGrammar.Text("["),
            JsonGrammar.Space,
            .. parts,
            JsonGrammar.Space,
            JsonGrammar.Text("]"),
        ]);
    }
}
