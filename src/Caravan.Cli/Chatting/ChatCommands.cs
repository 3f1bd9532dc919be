// The commands within a conversation.
using System.Globalization;
using Caravan.Engine;
using Caravan.Models.Chat;

namespace Caravan.Cli.Chatting;

/// <summary>Lines that begin with a slash.</summary>
internal sealed class ChatCommands(
    Conversation conversation,
    PrefixGenerator generator,
    int contextLength,
    ChatScreen screen
)
{
    private const string Help = """
        /help          these lines
        /system TEXT   set the system message; without a text: show it
        /clear         forget the conversation but for the system message
        /regen         answer the last message again
        /save FILE     write the conversation to a file (JSON)
        /load FILE     take up a conversation from a file
        /stats         tokens and times
        /quit          end, as Ctrl-D does
        A line that ends in \ goes on in the next one; lines between \"\"\" and \"\"\" are one message, as is what is pasted.
        Ctrl-C stops an answer and keeps what was said; once more it ends the program.
        """;

    /// <summary>True for a line that is a command and no message.</summary>
    internal static bool IsCommand(string line) => line.StartsWith('/');

    /// <summary>Carries out a command.</summary>
    /// <exception cref="IOException">A file cannot be read or written.</exception>
    internal ChatStep Run(string line)
    {
        int space = line.IndexOf(' ', StringComparison.Ordinal);
        string name = space < 0 ? line : line[..space];
        string argument = space < 0 ? "" : line[(space + 1)..].Trim();
        switch (name)
        {
            case "/help" or "/?":
                screen.Tell(Help.ReplaceLineEndings("\n").Replace("\\\"", "\"", StringComparison.Ordinal));
                break;
            case "/system" when argument.Length > 0:
                conversation.SetSystem(argument);
                break;
            case "/system":
                bool has = conversation.Messages is [{ Role: "system" }, ..];
                screen.Tell(has ? conversation.Messages[0].Content ?? "" : "(there is no system message)");
                break;
            case "/clear":
                conversation.Clear();
                break;
            case "/regen":
                return Regenerate();
            case "/save" or "/load" when argument.Length == 0:
                screen.Tell($"{name} needs the name of a file");
                break;
            case "/save":
                ConversationFile.Save(argument, conversation.Messages);
                break;
            case "/load":
                List<ChatMessage> messages = ConversationFile.Load(argument);
                conversation.Messages.Clear();
                conversation.Messages.AddRange(messages);
                screen.Tell($"{messages.Count} messages");
                break;
            case "/stats":
                screen.Tell(Stats());
                break;
            case "/quit" or "/exit":
                return ChatStep.Quit;
            default:
                screen.Tell($"there is no command {name} (see /help)");
                break;
        }

        return ChatStep.Ask;
    }

    private ChatStep Regenerate()
    {
        if (conversation.Messages is [.., { Role: "assistant" }])
        {
            conversation.Messages.RemoveAt(conversation.Messages.Count - 1);
        }

        if (conversation.Messages is [.., { Role: "user" }])
        {
            return ChatStep.Answer;
        }

        screen.Tell("there is no message to answer");
        return ChatStep.Ask;
    }

    private string Stats()
    {
        SessionTimings timings = generator.Timings;
        return string.Create(
                CultureInfo.InvariantCulture,
                $"""
            conversation: {conversation.Messages.Count} messages, {conversation.Tokens} tokens of {contextLength}
            last prompt:  {generator.ComputedTokens} tokens computed, {generator.ReusedTokens} reused
            last answer:  {conversation.AnswerTokens} tokens
            in all:       prompts {Rate(
                timings.PromptTokens,
                timings.PromptMilliseconds
            )}, answers {Rate(timings.GeneratedTokens, timings.GenerationMilliseconds)}
            """
            )
            .ReplaceLineEndings("\n");
    }

    private static string Rate(int tokens, double milliseconds) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{tokens} tokens in {milliseconds / 1e3:F2} s ({(milliseconds > 0 ? tokens * 1e3 / milliseconds : 0):F2} tokens per second)"
        );
}
