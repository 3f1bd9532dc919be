// Messages of clients as templates take them.
using System.Text.Json;
using Caravan.Models.Chat;
using Caravan.Models.Chat.Jinja.Values;
using Caravan.Models.Chat.Output;
using Caravan.Server.Contracts;
using Caravan.Server.Generating;

namespace Caravan.Server.Chat;

/// <summary>Reads conversations and tools.</summary>
internal static class MessageReader
{
    private const string Messages = "messages";
    private const string ToolsField = "tools";

    /// <summary>The messages of a request.</summary>
    /// <exception cref="ApiException">There are none, or one has no known form.</exception>
    internal static List<ChatMessage> Read(ChatRequest request)
    {
        if (request.Messages is not { Count: > 0 } bodies)
        {
            throw ApiException.BadRequest("messages is missing or empty, expected at least one message", Messages);
        }

        return [.. bodies.Select((body, index) => Read(body, $"messages[{index}]"))];
    }

    /// <summary>The tools of a request; null for none.</summary>
    /// <exception cref="ApiException">They have no known form.</exception>
    internal static JinjaList? Tools(ChatRequest request)
    {
        if (!Bodies.Has(request.Tools))
        {
            return null;
        }

        JsonElement tools = request.Tools!.Value;
        if (tools.ValueKind != JsonValueKind.Array)
        {
            throw ApiException.BadRequest($"tools: an array is expected, found {Bodies.Kind(tools)}", ToolsField);
        }

        if (tools.EnumerateArray().Any(tool => ChatTool.FromJson(tool) is null))
        {
            throw ApiException.BadRequest(
                "tools: {\"type\": \"function\", \"function\": {\"name\": ...}} is expected",
                ToolsField
            );
        }

        return tools.GetArrayLength() == 0 ? null : (JinjaList)JinjaValues.FromJson(tools);
    }

    /// <summary>The functions of a request's tools, which <see cref="Tools"/> has checked.</summary>
    internal static List<ChatTool> Functions(ChatRequest request) =>
        [.. request.Tools!.Value.EnumerateArray().Select(tool => ChatTool.FromJson(tool)!)];

    private static ChatMessage Read(ChatMessageBody body, string place)
    {
        if (string.IsNullOrEmpty(body.Role))
        {
            throw ApiException.BadRequest($"{place}: role is missing", Messages);
        }

        return new ChatMessage(body.Role, Content(body.Content, place))
        {
            Name = body.Name,
            ReasoningContent = body.ReasoningContent,
            ToolCallId = body.ToolCallId,
            ToolCalls = body.ToolCalls is { } calls ? [.. calls.Select(call => Call(call, place))] : [],
        };
    }

    // Parts of text are joined as llama-server joins them; other parts need a model that sees or hears.
    private static string? Content(JsonElement? content, string place) =>
        content switch
        {
            null or { ValueKind: JsonValueKind.Null } => null,
            { ValueKind: JsonValueKind.String } text => text.GetString(),
            { ValueKind: JsonValueKind.Array } parts => string.Join(
                '\n',
                parts.EnumerateArray().Select(part => Part(part, place))
            ),
            { } other => throw ApiException.BadRequest(
                $"{place}.content: a text or an array of parts is expected, found {Bodies.Kind(other)}",
                Messages
            ),
        };

    private static string Part(JsonElement part, string place)
    {
        if (part.ValueKind == JsonValueKind.Object && part.TryGetProperty("text", out JsonElement text))
        {
            return text.ValueKind == JsonValueKind.String
                ? text.GetString()!
                : throw ApiException.BadRequest($"{place}.content: text is no text", Messages);
        }

        string type =
            part.ValueKind == JsonValueKind.Object
            && part.TryGetProperty("type", out JsonElement name)
            && name.ValueKind == JsonValueKind.String
                ? name.GetString()!
                : Bodies.Kind(part);
        throw ApiException.BadRequest(
            $"{place}.content: parts of type text are served in this version, found {type}",
            Messages
        );
    }

    private static ChatToolCall Call(ToolCallBody call, string place) =>
        call.Function?.Name is { Length: > 0 } name
            ? new ChatToolCall(call.Id ?? "", name, call.Function.Arguments ?? "{}")
            : throw ApiException.BadRequest($"{place}.tool_calls: function.name is missing", Messages);
}
