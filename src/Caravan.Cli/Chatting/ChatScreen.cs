// Shows a conversation.
using Caravan.Cli.Terminal;
using Caravan.Models.Chat;
using Caravan.Models.Chat.Output;

namespace Caravan.Cli.Chatting;

/// <summary>
/// Writes answers as they come. On a terminal reasoning is shown dimmed; elsewhere it is left out, and so are all codes.
/// </summary>
internal sealed class ChatScreen(StandardOutput output, TextStyle style, bool isTerminal) : IChatOutputSink
{
    private bool isReasoning;
    private bool endsLine = true;

    /// <inheritdoc/>
    public void Content(ReadOnlySpan<char> text)
    {
        EndReasoning();
        Write(text);
    }

    /// <inheritdoc/>
    public void Reasoning(ReadOnlySpan<char> text)
    {
        if (!isTerminal)
        {
            return;
        }

        if (!isReasoning)
        {
            isReasoning = true;
            style.Dim();
        }

        Write(text);
    }

    /// <inheritdoc/>
    public void ToolCall(ChatToolCall call) => Content($"{call.Name} {call.Arguments}\n");

    /// <summary>Shows a message that the user did not write here.</summary>
    internal void Message(string text)
    {
        if (isTerminal)
        {
            style.Input();
            output.Write($"> {text}\n");
            style.Reset();
        }
    }

    /// <summary>Ends an answer.</summary>
    /// <param name="note">What to say about its end; empty for nothing.</param>
    internal void End(string note)
    {
        EndReasoning();
        EndLine();
        if (isTerminal && note.Length > 0)
        {
            style.Dim();
            output.Write($"[{note}]\n");
            style.Reset();
        }
    }

    /// <summary>A line for the user, not of the conversation: on a terminal on the screen, else to standard error.</summary>
    internal void Tell(string line)
    {
        if (isTerminal)
        {
            output.Write(line + "\n");
        }
        else
        {
            Log.Always(line);
        }
    }

    private void EndReasoning()
    {
        if (!isReasoning)
        {
            return;
        }

        isReasoning = false;
        style.Reset();
        EndLine();
        output.Write("\n");
    }

    private void EndLine()
    {
        if (!endsLine)
        {
            output.Write("\n");
            endsLine = true;
        }
    }

    private void Write(ReadOnlySpan<char> text)
    {
        output.Write(text);
        endsLine = text.IsEmpty ? endsLine : text[^1] == '\n';
    }
}
