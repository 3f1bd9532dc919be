// The message of an answer as it comes.
using System.Text;
using Caravan.Server.Contracts;

namespace Caravan.Server.Chat;

/// <summary>Makes a message of generated text.</summary>
internal sealed class MessageBuilder
{
    private readonly StringBuilder content = new();

    /// <summary>Adds text and returns what is new in the message.</summary>
    internal List<ChatDelta> Append(string text)
    {
        content.Append(text);
        return text.Length == 0 ? [] : [new ChatDelta { Content = text }];
    }

    /// <summary>The whole message.</summary>
    internal ChatAnswer Message() => new("assistant", content.ToString(), null, null);
}
