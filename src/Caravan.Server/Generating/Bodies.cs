// Reads the parts of a body that come in several forms.
using System.Text.Json;

namespace Caravan.Server.Generating;

/// <summary>Arrays of texts and the like.</summary>
internal static class Bodies
{
    /// <summary>The texts of an array.</summary>
    /// <exception cref="ApiException">It has something else.</exception>
    internal static List<string> Texts(JsonElement array, string name)
    {
        List<string> texts = [];
        foreach (JsonElement item in array.EnumerateArray())
        {
            texts.Add(
                item.ValueKind == JsonValueKind.String
                    ? item.GetString()!
                    : throw ApiException.BadRequest($"{name}: texts are expected, found {Kind(item)}", name)
            );
        }

        return texts;
    }

    /// <summary>A text or an array of texts; null and a missing field are none.</summary>
    /// <exception cref="ApiException">It has something else.</exception>
    internal static List<string> TextOrTexts(JsonElement? value, string name) =>
        value switch
        {
            null or { ValueKind: JsonValueKind.Null or JsonValueKind.Undefined } => [],
            { ValueKind: JsonValueKind.String } one => [one.GetString()!],
            { ValueKind: JsonValueKind.Array } several => Texts(several, name),
            { } other => throw ApiException.BadRequest(
                $"{name}: a text or an array of texts is expected, found {Kind(other)}",
                name
            ),
        };

    /// <summary>True when a field has a value.</summary>
    internal static bool Has(JsonElement? value) =>
        value is { ValueKind: not (JsonValueKind.Null or JsonValueKind.Undefined) };

    /// <summary>What a value is, for messages.</summary>
    internal static string Kind(JsonElement value) =>
        value.ValueKind switch
        {
            JsonValueKind.Object => "an object",
            JsonValueKind.Array => "an array",
            JsonValueKind.String => "a text",
            JsonValueKind.Number => "a number",
            JsonValueKind.True or JsonValueKind.False => "a truth value",
            _ => "null",
        };
}
