// Conversations of Microsoft.Extensions.AI as chat templates take them.
using System.Text;
using Caravan.Models.Chat;
using Microsoft.Extensions.AI;
using ModelMessage = Caravan.Models.Chat.ChatMessage;

namespace Caravan;

/// <summary>Reads messages.</summary>
internal static class ConversationReader
{
    private const string ToolRole = "tool";
    private const string SystemRole = "system";

    /// <summary>The messages, instructions first.</summary>
    /// <exception cref="NotSupportedException">A message holds what a text model cannot read.</exception>
    /// <exception cref="ArgumentException">There is no message.</exception>
    internal static List<ModelMessage> Read(
        IEnumerable<Microsoft.Extensions.AI.ChatMessage> messages,
        string? instructions
    )
    {
        List<ModelMessage> read = [];
        if (!string.IsNullOrEmpty(instructions))
        {
            read.Add(new ModelMessage(SystemRole, instructions));
        }

        foreach (Microsoft.Extensions.AI.ChatMessage message in messages)
        {
            Add(read, message);
        }

        return read.Count > 0
            ? read
            : throw new ArgumentException("the conversation is empty, expected at least one message", nameof(messages));
    }

    // Every result of a tool is a message of its own for a template, whatever message it came in.
    private static void Add(List<ModelMessage> read, Microsoft.Extensions.AI.ChatMessage message)
    {
        StringBuilder text = new();
        StringBuilder reasoning = new();
        List<ChatToolCall> calls = [];
        bool hasResults = false;
        foreach (AIContent content in message.Contents)
        {
            switch (content)
            {
                case TextContent part:
                    text.Append(part.Text);
                    break;
                case TextReasoningContent part:
                    reasoning.Append(part.Text);
                    break;
                case FunctionCallContent call:
                    calls.Add(new ChatToolCall(call.CallId, call.Name, ToolJson.Arguments(call.Arguments)));
                    break;
                case FunctionResultContent result:
                    hasResults = true;
                    read.Add(new ModelMessage(ToolRole, ToolJson.Result(result)) { ToolCallId = result.CallId });
                    break;
                case UsageContent or ErrorContent:
                    break;
                default:
                    throw new NotSupportedException(
                        $"a message of role {message.Role.Value} holds {content.GetType().Name}, which a text model cannot read; expected text, reasoning, function calls or their results"
                    );
            }
        }

        if (hasResults && text.Length == 0 && calls.Count == 0)
        {
            return;
        }

        read.Add(
            new ModelMessage(message.Role.Value, text.Length == 0 && calls.Count > 0 ? null : text.ToString())
            {
                Name = message.AuthorName,
                ReasoningContent = reasoning.Length > 0 ? reasoning.ToString() : null,
                ToolCalls = calls,
            }
        );
    }
}
