// Reads outputs in which tags stand around reasoning and calls.
namespace Caravan.Models.Chat.Output;

/// <summary>The reader of all forms but gpt-oss's.</summary>
internal sealed class TaggedReader : IOutputReader
{
    private readonly OutputText text = new();
    private readonly OutputWriter writer;
    private readonly ChatOutputFormat format;
    private readonly IReadOnlyList<ChatTool> tools;
    private readonly HashSet<string> startOnly = [];
    private readonly MarkerSet atStart;
    private readonly MarkerSet anywhere;
    private readonly MarkerSet closing;
    private ToolCallReader? call;
    private IEnumerator<ReadStep>? steps;
    private int taken;

    /// <summary>A reader of one output.</summary>
    public TaggedReader(ChatOutputFormat format, ChatOutputOptions options, OutputWriter writer)
    {
        (this.format, this.writer, tools) = (format, writer, options.Tools);
        List<string> openers = [];
        if (tools.Count > 0)
        {
            openers.AddRange(ToolCallOpeners.Anywhere(format.Calls));
            startOnly.UnionWith(ToolCallOpeners.AtStart(format.Calls));
        }

        if (format.Reasoning is not null)
        {
            startOnly.Add(format.Reasoning.Open);
        }

        anywhere = new MarkerSet(openers);
        atStart = new MarkerSet(openers.Concat(startOnly));
        closing = new MarkerSet(format.Reasoning is null ? [] : [format.Reasoning.Close]);
        IsReasoning = options.BeginsInReasoning && format.Reasoning is not null;
    }

    /// <inheritdoc/>
    public bool IsReasoning { get; private set; }

    /// <inheritdoc/>
    public void Append(ReadOnlySpan<char> text)
    {
        this.text.Append(text);
        Read();
    }

    /// <inheritdoc/>
    public void Finish()
    {
        text.IsEnded = true;
        Read();
        writer.End();
    }

    private void Read()
    {
        while (
            steps is not null ? ReadCall()
            : IsReasoning ? ReadReasoning()
            : ReadContent()
        ) { }
    }

    private bool ReadContent()
    {
        ReadOnlySpan<char> span = text.Span;
        MarkerSet markers = writer.IsAtStart ? atStart : anywhere;
        int at = markers.Find(span, out string marker);
        if (at < 0)
        {
            int decided = span.Length - (text.IsEnded ? 0 : markers.Undecided(span));
            bool wasAtStart = writer.IsAtStart;
            writer.Content(span[..decided]);
            text.Remove(decided);
            // Once the answer has begun, fewer marks mean something, and less is held back.
            return wasAtStart && !writer.IsAtStart && text.Length > 0;
        }

        writer.Content(span[..at]);
        if (startOnly.Contains(marker) && !writer.IsAtStart)
        {
            writer.Content(span.Slice(at, 1));
            text.Remove(at + 1);
            return true;
        }

        text.Remove(at);
        if (marker == format.Reasoning?.Open)
        {
            writer.Tag(marker);
            text.Remove(marker.Length);
            IsReasoning = true;
            return true;
        }

        call = ToolCallOpeners.Reader(marker, text, tools);
        steps = call.Read();
        taken = 0;
        return true;
    }

    private bool ReadReasoning()
    {
        ReadOnlySpan<char> span = text.Span;
        int at = closing.Find(span, out string marker);
        int decided = at >= 0 ? at : span.Length - (text.IsEnded ? 0 : closing.Undecided(span));
        writer.Reasoning(span[..decided]);
        text.Remove(decided);
        if (at < 0)
        {
            return false;
        }

        writer.Tag(marker);
        writer.EndReasoning();
        text.Remove(marker.Length);
        IsReasoning = false;
        return true;
    }

    private bool ReadCall()
    {
        bool hasFailed = false;
        while (!hasFailed && steps!.MoveNext())
        {
            switch (steps.Current)
            {
                case ReadStep.Wait:
                    return false;
                case ReadStep.Begun:
                    writer.BeginToolCall(call!.Call!.Id, call.Call.Name);
                    break;
                case ReadStep.Arguments:
                    writer.ToolCallArguments(text.Span[call!.ArgumentsFrom..call.At]);
                    break;
                case ReadStep.Call:
                    writer.ToolCall(call!.Call!);
                    taken = call.At;
                    break;
                case ReadStep.Failed:
                    hasFailed = true;
                    break;
            }
        }

        if (hasFailed)
        {
            writer.Content(text.Span[taken..call!.At]);
        }

        text.Remove(call!.At);
        steps!.Dispose();
        (steps, call) = (null, null);
        return true;
    }
}
