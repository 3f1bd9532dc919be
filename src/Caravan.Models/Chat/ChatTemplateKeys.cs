// Metadata keys of chat templates.
namespace Caravan.Models.Chat;

/// <summary>Keys of a GGUF file under which its chat templates stand.</summary>
public static class ChatTemplateKeys
{
    /// <summary>The template used where none is asked for.</summary>
    public const string Default = "tokenizer.chat_template";

    /// <summary>The name of the template for conversations with tools.</summary>
    public const string ToolUse = "tool_use";

    /// <summary>The key of the template called <paramref name="name"/>.</summary>
    public static string Named(string name) => $"{Default}.{name}";
}
