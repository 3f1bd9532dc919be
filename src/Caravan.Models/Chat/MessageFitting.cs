// Conversations in terms that a template knows.

namespace Caravan.Models.Chat;

/// <summary>Says in other messages what a template cannot express.</summary>
internal static class MessageFitting
{
    /// <summary>The messages to render.</summary>
    public static IEnumerable<ChatMessage> Fit(IReadOnlyList<ChatMessage> messages, ChatTemplateTraits traits)
    {
        string? system = null;
        foreach (ChatMessage message in messages)
        {
            ChatMessage fitted = traits.ToolCalls ? message : WithoutTools(message);
            if (!traits.SystemRole && fitted.Role == "system" && fitted.Parts is null)
            {
                system = system is null ? fitted.Content : $"{system}\n{fitted.Content}";
                continue;
            }

            if (system is not null && fitted.Role == "user" && fitted.Parts is null)
            {
                fitted = fitted with { Content = $"{system}\n{fitted.Content}" };
                system = null;
            }

            yield return fitted;
        }

        if (system is not null)
        {
            yield return new ChatMessage("user", system);
        }
    }

    private static ChatMessage WithoutTools(ChatMessage message)
    {
        if (message.Role == "tool")
        {
            return new ChatMessage(
                "user",
                $"Result of {message.Name ?? message.ToolCallId ?? "the tool"}: {message.Content}"
            )
            {
                Parts = message.Parts,
            };
        }

        if (message.ToolCalls.Count == 0)
        {
            return message;
        }

        IEnumerable<string> calls = message.ToolCalls.Select(call =>
            $"{{\"name\": \"{System.Text.Json.JsonEncodedText.Encode(call.Name)}\", \"arguments\": {call.Arguments}}}"
        );
        string text = $"{{\"tool_calls\": [{string.Join(", ", calls)}]}}";
        return message with
        {
            Content = string.IsNullOrEmpty(message.Content) ? text : $"{message.Content}\n{text}",
            ToolCalls = [],
        };
    }
}
