// A tool that a model may call.
using System.Text.Json;

namespace Caravan.Models.Chat.Output;

/// <summary>A function's name, what it does, and the JSON schema of its arguments as text ("{}" for any).</summary>
public sealed record ChatTool(string Name, string? Description, string Parameters)
{
    /// <summary>The tool of an element in OpenAI's form, or null where it has none.</summary>
    public static ChatTool? FromJson(JsonElement element) =>
        element.ValueKind == JsonValueKind.Object
        && element.TryGetProperty("function", out JsonElement function)
        && function.ValueKind == JsonValueKind.Object
        && Text(function, "name") is { Length: > 0 } name
            ? new ChatTool(
                name,
                Text(function, "description"),
                function.TryGetProperty("parameters", out JsonElement parameters)
                && parameters.ValueKind == JsonValueKind.Object
                    ? parameters.GetRawText()
                    : "{}"
            )
            : null;

    private static string? Text(JsonElement element, string key) =>
        element.TryGetProperty(key, out JsonElement value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;
}
