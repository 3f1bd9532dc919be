// Asks, answers, asks again.
using Caravan.Engine;
using Caravan.Models.Chat;

namespace Caravan.Cli.Chatting;

/// <summary>The loop of a conversation. On a terminal what goes wrong with one message is told, and the loop goes on.</summary>
internal sealed class ChatLoop(
    Conversation conversation,
    ChatCommands commands,
    UserMessages input,
    ChatScreen screen,
    ChatSettings settings,
    bool isTerminal
)
{
    private readonly Lock gate = new();
    private CancellationTokenSource? answering;

    /// <summary>True when Ctrl-C stops an answer and not the program.</summary>
    internal bool Interject()
    {
        lock (gate)
        {
            if (answering is null or { IsCancellationRequested: true })
            {
                return false;
            }

            answering.Cancel();
            return true;
        }
    }

    /// <summary>Runs to the end of input.</summary>
    /// <exception cref="OperationCanceledException">The user ended it.</exception>
    internal void Run(CancellationToken cancellation)
    {
        string? message = settings.FirstMessage;
        if (message.Length > 0)
        {
            screen.Message(message);
        }
        else
        {
            message = input.Read();
        }

        while (message is not null)
        {
            cancellation.ThrowIfCancellationRequested();
            ChatStep step = Take(message);
            if (step == ChatStep.Answer && Answer() && settings.IsSingleTurn)
            {
                return;
            }

            message = step == ChatStep.Quit ? null : input.Read();
        }
    }

    private ChatStep Take(string message)
    {
        if (message.Trim().Length == 0)
        {
            return ChatStep.Ask;
        }

        if (!ChatCommands.IsCommand(message))
        {
            conversation.Messages.Add(new ChatMessage("user", message));
            return ChatStep.Answer;
        }

        try
        {
            return commands.Run(message);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException && isTerminal)
        {
            screen.Tell(problem.Message);
            return ChatStep.Ask;
        }
    }

    private bool Answer()
    {
        using CancellationTokenSource stop = new();
        SetAnswering(stop);
        try
        {
            AnswerEnd end = conversation.Answer(screen, stop.Token);
            screen.End(
                end switch
                {
                    AnswerEnd.Stopped => "stopped",
                    AnswerEnd.TokenLimit => "as many tokens as -n allows",
                    AnswerEnd.ContextFull => "the context is full: /clear, or a larger -c",
                    _ => "",
                }
            );
            return true;
        }
        catch (Exception problem) when (isTerminal && problem is ContextFullException or ChatTemplateException)
        {
            conversation.Messages.RemoveAt(conversation.Messages.Count - 1);
            screen.Tell($"error: {problem.Message}; the message is left out");
            return false;
        }
        finally
        {
            SetAnswering(null);
        }
    }

    private void SetAnswering(CancellationTokenSource? source)
    {
        lock (gate)
        {
            answering = source;
        }
    }
}
