// Calls of tools in JSON.
using System.Text.Json;

namespace Caravan.Models.Chat.Output;

/// <summary>Finds names and arguments in the several shapes in which models put them.</summary>
internal static class ToolCallJson
{
    /// <summary>True for what may be the name of a tool.</summary>
    public static bool IsName(ReadOnlySpan<char> name)
    {
        foreach (char c in name)
        {
            if (!char.IsLetterOrDigit(c) && c is not ('_' or '-' or '.' or ':' or '/'))
            {
                return false;
            }
        }

        return name.Length > 0;
    }

    /// <summary>True for the JSON text of an object.</summary>
    public static bool IsObject(string json)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(json);
            return document.RootElement.ValueKind == JsonValueKind.Object;
        }
        catch (JsonException)
        {
            // Models write all sorts of things.
            return false;
        }
    }

    /// <summary>The calls of a JSON text; null where it is none or has none.</summary>
    /// <param name="json">What the model wrote.</param>
    /// <param name="known">The only tools that count; null for any name.</param>
    public static List<ChatToolCall>? Read(string json, IReadOnlyList<ChatTool>? known)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(json);
            List<ChatToolCall> calls = [];
            return Collect(document.RootElement, known, calls) && calls.Count > 0 ? calls : null;
        }
        catch (JsonException)
        {
            // Models write all sorts of things.
            return null;
        }
        catch (InvalidOperationException)
        {
            // A string with half of a surrogate pair has no text.
            return null;
        }
    }

    /// <summary>The id of a call in JSON; empty where it has none.</summary>
    public static string Id(string json)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(json);
            return Text(document.RootElement, "id") ?? "";
        }
        catch (Exception problem) when (problem is JsonException or InvalidOperationException)
        {
            // Models write all sorts of things.
            return "";
        }
    }

    private static bool Collect(JsonElement element, IReadOnlyList<ChatTool>? known, List<ChatToolCall> calls)
    {
        if (element.ValueKind == JsonValueKind.Array)
        {
            return element.EnumerateArray().All(item => Collect(item, known, calls));
        }

        if (element.ValueKind != JsonValueKind.Object)
        {
            return false;
        }

        foreach (string wrapper in (string[])["tool_calls", "tool_call", "function"])
        {
            if (element.TryGetProperty(wrapper, out JsonElement inner) && inner.ValueKind != JsonValueKind.String)
            {
                return Collect(inner, known, calls);
            }
        }

        string? name = Text(element, "name") ?? Text(element, "function");
        string? arguments = name is null ? null : Arguments(element);
        if (arguments is null || !IsName(name) || (known is not null && known.All(tool => tool.Name != name)))
        {
            return false;
        }

        calls.Add(new ChatToolCall(Text(element, "id") ?? "", name!, arguments));
        return true;
    }

    private static string? Arguments(JsonElement call)
    {
        foreach (string key in (string[])["arguments", "parameters"])
        {
            if (call.TryGetProperty(key, out JsonElement value))
            {
                return value.ValueKind switch
                {
                    JsonValueKind.Object => value.GetRawText(),
                    JsonValueKind.String when IsObject(value.GetString()!) => value.GetString(),
                    JsonValueKind.Null => "{}",
                    _ => null,
                };
            }
        }

        return null;
    }

    private static string? Text(JsonElement element, string key) =>
        element.TryGetProperty(key, out JsonElement value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;
}
