// Makes template values from JSON and plain .NET values.
using System.Text.Json;

namespace Caravan.Models.Chat.Jinja.Values;

/// <summary>Conversions into template values.</summary>
public static class JinjaValues
{
    /// <summary>The value of a JSON element.</summary>
    public static JinjaValue FromJson(JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                JinjaMap map = new();
                foreach (JsonProperty property in element.EnumerateObject())
                {
                    map[property.Name] = FromJson(property.Value);
                }

                return map;
            case JsonValueKind.Array:
                return new JinjaList([.. element.EnumerateArray().Select(FromJson)]);
            case JsonValueKind.String:
                return new JinjaString(element.GetString()!);
            case JsonValueKind.Number:
                return element.TryGetInt64(out long integer)
                    ? new JinjaInteger(integer)
                    : new JinjaFloat(element.GetDouble());
            case JsonValueKind.True or JsonValueKind.False:
                return JinjaBoolean.Of(element.GetBoolean());
            default:
                return JinjaNone.Instance;
        }
    }

    /// <summary>The value of a JSON text.</summary>
    /// <exception cref="JsonException">It is not JSON, or nested deeper than 64 levels.</exception>
    public static JinjaValue ParseJson(string json)
    {
        using JsonDocument document = JsonDocument.Parse(json);
        return FromJson(document.RootElement);
    }

    internal static JinjaValue Text(string? text) => text is null ? JinjaNone.Instance : new JinjaString(text);
}
