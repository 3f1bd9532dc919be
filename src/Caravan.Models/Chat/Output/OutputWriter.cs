// Hands text to a sink without the white space that only separates parts.
namespace Caravan.Models.Chat.Output;

/// <summary>
/// Reasoning loses the white space around it, the answer that between it and reasoning or calls; an answer alone stays as it
/// is.
/// </summary>
internal sealed class OutputWriter(IChatOutputSink sink, ReasoningHandling handling, bool hasTools)
{
    private readonly OutputText contentSpace = new();
    private readonly OutputText reasoningSpace = new();
    private bool dropsLeading;
    private bool hasReasoning;
    private bool hasBegunCall;

    /// <summary>True when nothing but white space was written as the answer, or nothing since the last call.</summary>
    public bool IsAtStart { get; private set; } = true;

    /// <summary>More of the answer.</summary>
    public void Content(ReadOnlySpan<char> text)
    {
        ReadOnlySpan<char> kept = text;
        if (IsAtStart)
        {
            int space = text.Length - text.TrimStart().Length;
            if (!dropsLeading)
            {
                contentSpace.Append(text[..space]);
            }

            kept = text[space..];
        }

        if (kept.IsEmpty)
        {
            return;
        }

        IsAtStart = false;
        Flush(contentSpace, reasoning: false);
        // White space at the end is dropped if a call follows.
        ReadOnlySpan<char> solid = hasTools ? kept.TrimEnd() : kept;
        Send(solid, reasoning: false);
        contentSpace.Append(kept[solid.Length..]);
    }

    /// <summary>A mark around reasoning, as the model wrote it.</summary>
    public void Tag(ReadOnlySpan<char> text)
    {
        if (handling == ReasoningHandling.Apart)
        {
            contentSpace.Remove(contentSpace.Length);
            return;
        }

        Flush(contentSpace, reasoning: false);
        sink.Content(text);
    }

    /// <summary>More of the reasoning.</summary>
    public void Reasoning(ReadOnlySpan<char> text)
    {
        if (handling != ReasoningHandling.Apart)
        {
            Flush(contentSpace, reasoning: false);
            sink.Content(text);
        }

        if (handling == ReasoningHandling.InContent)
        {
            return;
        }

        ReadOnlySpan<char> kept = hasReasoning ? text : text.TrimStart();
        ReadOnlySpan<char> solid = kept.TrimEnd();
        if (solid.Length > 0)
        {
            hasReasoning = true;
            Flush(reasoningSpace, reasoning: true);
            sink.Reasoning(solid);
        }

        if (hasReasoning)
        {
            reasoningSpace.Append(kept[solid.Length..]);
        }
    }

    /// <summary>The answer follows.</summary>
    public void EndReasoning() => dropsLeading = handling == ReasoningHandling.Apart;

    /// <summary>A call begins.</summary>
    public void BeginToolCall(string id, string name)
    {
        contentSpace.Remove(contentSpace.Length);
        (dropsLeading, IsAtStart, hasBegunCall) = (true, true, true);
        sink.BeginToolCall(id, name);
    }

    /// <summary>More of its arguments.</summary>
    public void ToolCallArguments(ReadOnlySpan<char> text) => sink.ToolCallArguments(text);

    /// <summary>The call that has begun, or a whole one.</summary>
    public void ToolCall(ChatToolCall call)
    {
        if (!hasBegunCall)
        {
            BeginToolCall(call.Id, call.Name);
            sink.ToolCallArguments(call.Arguments);
        }

        hasBegunCall = false;
        sink.ToolCall(call);
    }

    /// <summary>Nothing more comes.</summary>
    public void End() => Flush(contentSpace, reasoning: false);

    private void Flush(OutputText space, bool reasoning)
    {
        Send(space.Span, reasoning);
        space.Remove(space.Length);
    }

    private void Send(ReadOnlySpan<char> text, bool reasoning)
    {
        if (text.IsEmpty)
        {
            return;
        }

        if (reasoning)
        {
            sink.Reasoning(text);
        }
        else
        {
            sink.Content(text);
        }
    }
}
