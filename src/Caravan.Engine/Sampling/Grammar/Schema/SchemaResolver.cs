// Finds what a reference in a JSON schema refers to.
using System.Text.Json.Nodes;

namespace Caravan.Engine.Sampling.Grammar;

/// <summary>References within one document.</summary>
internal sealed class SchemaResolver(JsonNode root)
{
    /// <summary>What a reference refers to.</summary>
    /// <exception cref="GrammarException">It refers to another document or to nothing.</exception>
    public JsonNode? Find(string reference, SchemaNode from)
    {
        if (!reference.StartsWith('#'))
        {
            throw from.Error($"$ref '{reference}' leads to another document; only '#/...' is followed");
        }

        if (reference.Length > 1 && reference[1] != '/')
        {
            throw from.Error($"$ref '{reference}' is an anchor; only paths, '#/...', are followed");
        }

        JsonNode? node = root;
        foreach (string part in reference.Split('/').Skip(1))
        {
            string key = Uri.UnescapeDataString(part)
                .Replace("~1", "/", StringComparison.Ordinal)
                .Replace("~0", "~", StringComparison.Ordinal);
            node = node switch
            {
                JsonObject members when members.TryGetPropertyValue(key, out JsonNode? found) => found,
                JsonArray list when int.TryParse(key, out int index) && index >= 0 && index < list.Count => list[index],
                _ => throw from.Error($"$ref '{reference}' leads nowhere"),
            };
        }

        return node;
    }
}
