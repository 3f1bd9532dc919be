// Tells models of tools that their template does not show.
using Caravan.Models.Chat.Jinja;
using Caravan.Models.Chat.Jinja.Values;

namespace Caravan.Models.Chat;

/// <summary>Instructions for models that were trained on no form of calls: see ToolCallSyntax.Json.</summary>
internal static class ToolInstructions
{
    private static readonly JinjaTemplate Text = JinjaTemplate.Compile(
        """
        You may use these tools:
        {% for tool in tools %}
        {{ tool | tojson }}
        {% endfor %}

        To use tools, answer with nothing but JSON of this form: {"tool_calls": [{"name": "NAME", "arguments": {...}}]}
        Otherwise answer as usual.
        """
    );

    /// <summary>The messages with the tools described in the system message.</summary>
    /// <exception cref="JinjaException">The tools are too large.</exception>
    public static IReadOnlyList<ChatMessage> Describe(IReadOnlyList<ChatMessage> messages, JinjaList tools)
    {
        string text = Text.Render([new("tools", tools)]);
        bool hasSystem = messages is [{ Role: "system", Parts: null }, ..];
        ChatMessage system = hasSystem
            ? messages[0] with
            {
                Content = $"{messages[0].Content}\n\n{text}",
            }
            : new ChatMessage("system", text);
        return [system, .. messages.Skip(hasSystem ? 1 : 0)];
    }
}
