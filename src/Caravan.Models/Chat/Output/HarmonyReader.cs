// Reads outputs of gpt-oss, which are messages on channels.
namespace Caravan.Models.Chat.Output;

/// <summary>
/// The channel analysis is reasoning, a message to a tool is a call, the rest is the answer. The prompt ends with
/// &lt;|start|&gt;assistant, so that an output begins within a header.
/// </summary>
internal sealed class HarmonyReader(IReadOnlyList<ChatTool> tools, OutputWriter writer) : IOutputReader
{
    private const string Message = "<|message|>";
    private const string Functions = "functions.";
    private const int LongestHeader = 512;

    private static readonly MarkerSet HeaderEnd = new(Message);
    private static readonly MarkerSet MessageEnd = new("<|end|>", "<|return|>", "<|call|>", "<|start|>", "<|channel|>");

    private readonly OutputText text = new();
    private HarmonyPart part = HarmonyPart.Unknown;
    private string header = "";
    private string tool = "";
    private bool hasBegun;
    private int sent;

    /// <inheritdoc/>
    public bool IsReasoning => part == HarmonyPart.Reasoning;

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
            part switch
            {
                HarmonyPart.Unknown => ReadFirst(),
                HarmonyPart.Header => ReadHeader(),
                HarmonyPart.Call => ReadCall(),
                _ => ReadMessage(),
            }
        ) { }
    }

    /// <summary>An output that does not begin like a header is an answer.</summary>
    private bool ReadFirst()
    {
        ReadOnlySpan<char> span = text.Span.TrimStart();
        if (span.IsEmpty && !text.IsEnded)
        {
            return false;
        }

        if (!text.IsEnded && (span is "<" or "t" or "to"))
        {
            return false;
        }

        bool isHeader = span.StartsWith("<|") || span.StartsWith("to=");
        part = isHeader ? HarmonyPart.Header : HarmonyPart.Answer;
        return true;
    }

    private bool ReadHeader()
    {
        ReadOnlySpan<char> span = text.Span[..Math.Min(text.Length, LongestHeader)];
        int at = HeaderEnd.Find(span, out _);
        if (at < 0 && span.Length < LongestHeader)
        {
            // Marks and a role alone say nothing.
            text.Remove(text.IsEnded ? span.Length : 0);
            return false;
        }

        if (at < 0)
        {
            writer.Content(span);
            text.Remove(span.Length);
            part = HarmonyPart.Answer;
            return true;
        }

        header = span[..(at + Message.Length)].ToString();
        text.Remove(header.Length);
        Begin();
        return true;
    }

    private void Begin()
    {
        tool = Word("to=");
        bool isCall = tools.Count > 0 && ToolName() is { Length: > 0 };
        part =
            isCall ? HarmonyPart.Call
            : Word("<|channel|>") == "analysis" || tool.Length > 0 ? HarmonyPart.Reasoning
            : HarmonyPart.Answer;
        if (part == HarmonyPart.Reasoning)
        {
            writer.Tag(header);
        }
    }

    private string ToolName() =>
        tool.StartsWith(Functions, StringComparison.Ordinal) ? tool[Functions.Length..]
        : tools.Any(known => known.Name == tool) ? tool
        : "";

    private bool ReadMessage()
    {
        ReadOnlySpan<char> span = text.Span;
        int at = MessageEnd.Find(span, out string marker);
        int decided = at >= 0 ? at : span.Length - (text.IsEnded ? 0 : MessageEnd.Undecided(span));
        if (part == HarmonyPart.Reasoning)
        {
            writer.Reasoning(span[..decided]);
        }
        else
        {
            writer.Content(span[..decided]);
        }

        text.Remove(decided);
        if (at >= 0)
        {
            End(marker);
        }

        return at >= 0;
    }

    private void End(string marker)
    {
        if (part == HarmonyPart.Reasoning)
        {
            writer.Tag(marker);
            writer.EndReasoning();
        }

        // What begins a header belongs to the next one.
        text.Remove(marker is "<|start|>" or "<|channel|>" ? 0 : marker.Length);
        part = HarmonyPart.Header;
    }

    private bool ReadCall()
    {
        ReadOnlySpan<char> span = text.Span;
        int at = MessageEnd.Find(span, out string marker);
        bool isWhole = at >= 0 || text.IsEnded;
        int decided =
            at >= 0 ? at
            : isWhole ? span.Length
            : span.Length - MessageEnd.Undecided(span);
        ReadOnlySpan<char> message = span[..decided];
        if (!hasBegun && ToolCallJson.IsName(ToolName()))
        {
            HeadState state = JsonHead.OfArguments(message, isWhole);
            if (state == HeadState.Present)
            {
                hasBegun = true;
                sent = message.Length - message.TrimStart().Length;
                writer.BeginToolCall("", ToolName());
            }
        }

        if (hasBegun)
        {
            // White space at the end is none of the arguments.
            int solid = message.TrimEnd().Length;
            writer.ToolCallArguments(span[sent..solid]);
            sent = solid;
        }

        if (!isWhole)
        {
            return false;
        }

        if (hasBegun)
        {
            writer.ToolCall(new ChatToolCall("", ToolName(), message.Trim().ToString()));
        }
        else
        {
            writer.Content(header);
            writer.Content(message);
        }

        hasBegun = false;
        text.Remove(decided);
        if (at >= 0)
        {
            End(marker);
        }

        return at >= 0;
    }

    /// <summary>The word after a mark in the header.</summary>
    private string Word(string mark)
    {
        int at = header.LastIndexOf(mark, StringComparison.Ordinal);
        if (at < 0)
        {
            return "";
        }

        ReadOnlySpan<char> rest = header.AsSpan(at + mark.Length);
        int end = rest.IndexOfAny(" \n<");
        return (end < 0 ? rest : rest[..end]).ToString();
    }
}
