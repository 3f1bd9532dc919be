// Arguments that are not written in JSON.
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Caravan.Models.Chat.Output;

/// <summary>Makes JSON of arguments that stand as plain texts.</summary>
internal static class ToolArguments
{
    private static readonly JsonWriterOptions Plainly = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>A JSON object of the arguments: strings where the tool's schema says so, else what the texts are.</summary>
    public static string ToJson(IEnumerable<(string Key, string Value)> arguments, ChatTool? tool)
    {
        using JsonDocument? schema = Parse(tool?.Parameters ?? "{}");
        return Write(writer =>
        {
            writer.WriteStartObject();
            HashSet<string> written = [];
            foreach ((string key, string value) in arguments)
            {
                if (written.Add(key))
                {
                    writer.WritePropertyName(key);
                    WriteValue(writer, value, IsText(schema, key));
                }
            }

            writer.WriteEndObject();
        });
    }

    /// <summary>The JSON text of a string.</summary>
    public static string Quote(string text) => Write(writer => writer.WriteStringValue(text));

    /// <summary>The text without the line feeds that stand between it and its tags.</summary>
    public static string WithoutLineFeeds(string text)
    {
        ReadOnlySpan<char> kept = text;
        kept = kept.StartsWith("\n") ? kept[1..] : kept;
        return (kept.EndsWith("\n") ? kept[..^1] : kept).ToString();
    }

    private static void WriteValue(Utf8JsonWriter writer, string value, bool isText)
    {
        string json = value.Trim() switch
        {
            "True" => "true",
            "False" => "false",
            "None" => "null",
            string other => other,
        };
        using JsonDocument? parsed = isText ? null : Parse(json);
        if (parsed is null)
        {
            writer.WriteStringValue(value);
        }
        else
        {
            parsed.RootElement.WriteTo(writer);
        }
    }

    private static bool IsText(JsonDocument? schema, string key) =>
        schema is { RootElement.ValueKind: JsonValueKind.Object }
        && schema.RootElement.TryGetProperty("properties", out JsonElement properties)
        && properties.ValueKind == JsonValueKind.Object
        && properties.TryGetProperty(key, out JsonElement property)
        && property.ValueKind == JsonValueKind.Object
        && property.TryGetProperty("type", out JsonElement type)
        && type.ValueKind == JsonValueKind.String
        && type.ValueEquals("string");

    private static JsonDocument? Parse(string json)
    {
        try
        {
            return JsonDocument.Parse(json);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string Write(Action<Utf8JsonWriter> write)
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter writer = new(stream, Plainly))
        {
            write(writer);
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
