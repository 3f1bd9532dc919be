// What all readers of calls have in common.
namespace Caravan.Models.Chat.Output;

/// <summary>Reads one or more calls from a text that still arrives, behind <paramref name="start"/> characters.</summary>
internal abstract class ToolCallReader(int start, OutputText text, IReadOnlyList<ChatTool> tools)
{
    private const int LongestName = 256;

    /// <summary>Characters of the text that were read.</summary>
    public int At { get; protected set; } = start;

    /// <summary>
    /// The call after a step <see cref="ReadStep.Call"/>; its id and name after a step <see cref="ReadStep.Begun"/>.
    /// </summary>
    public ChatToolCall? Call { get; protected set; }

    /// <summary>Where the arguments of a step <see cref="ReadStep.Arguments"/> begin; they reach to <see cref="At"/>.</summary>
    public int ArgumentsFrom { get; protected set; }

    /// <summary>The tools that may be called.</summary>
    protected IReadOnlyList<ChatTool> Tools => tools;

    /// <summary>What follows <see cref="At"/>.</summary>
    protected ReadOnlySpan<char> Rest => text.Span[At..];

    /// <summary>True when no more text comes.</summary>
    protected bool IsEnded => text.IsEnded;

    /// <summary>Reads; a step <see cref="ReadStep.Failed"/> is the last one.</summary>
    public abstract IEnumerator<ReadStep> Read();

    /// <summary>Skips white space; waits for what follows.</summary>
    protected IEnumerable<ReadStep> SkipSpace()
    {
        while (true)
        {
            At += Rest.Length - Rest.TrimStart().Length;
            if (!Rest.IsEmpty || IsEnded)
            {
                yield break;
            }

            yield return ReadStep.Wait;
        }
    }

    /// <summary>Skips white space and waits until it is certain whether one of the texts follows.</summary>
    protected IEnumerable<ReadStep> Decide(params string[] expected)
    {
        foreach (ReadStep step in SkipSpace())
        {
            yield return step;
        }

        while (!IsEnded && Array.Exists(expected, IsUndecided))
        {
            yield return ReadStep.Wait;
        }
    }

    /// <summary>True when <paramref name="expected"/> follows, which was decided before.</summary>
    protected bool Follows(string expected) => Rest.StartsWith(expected, StringComparison.Ordinal);

    /// <summary>Skips <paramref name="expected"/> if it follows, which was decided before.</summary>
    protected bool TrySkip(string expected)
    {
        if (!Follows(expected))
        {
            return false;
        }

        At += expected.Length;
        return true;
    }

    /// <summary>Goes behind a JSON object or array, or fails.</summary>
    protected IEnumerable<ReadStep> SkipJson()
    {
        JsonExtent extent = new();
        while (!extent.Advance(Rest) && !IsEnded)
        {
            yield return ReadStep.Wait;
        }

        At += extent.Length;
        if (!extent.IsComplete)
        {
            yield return ReadStep.Failed;
        }
    }

    /// <summary>Reads the arguments of a call whose name is known; without a <see cref="Call"/> afterwards they are none.</summary>
    protected IEnumerable<ReadStep> ReadArguments(string id, string name)
    {
        Call = null;
        bool isName = ToolCallJson.IsName(name);
        while (isName && JsonHead.OfArguments(Rest, IsEnded) == HeadState.Undecided)
        {
            yield return ReadStep.Wait;
        }

        bool isStreamed = isName && JsonHead.OfArguments(Rest, IsEnded) == HeadState.Present;
        int begin = At;
        foreach (ReadStep step in isStreamed ? StreamArguments(id, name) : SkipJson())
        {
            yield return step;
        }

        if (!isStreamed)
        {
            TryCall(id, name, TextFrom(begin));
        }
    }

    /// <summary>Reads a call that is a JSON object, or fails.</summary>
    /// <param name="known">The only tools that count; null for any name.</param>
    protected IEnumerable<ReadStep> ReadCallObject(IReadOnlyList<ChatTool>? known)
    {
        int begin = At;
        JsonHead head = JsonHead.OfCall(Rest, IsEnded, known);
        while (head.State == HeadState.Undecided)
        {
            yield return ReadStep.Wait;
            head = JsonHead.OfCall(Rest, IsEnded, known);
        }

        if (head.State == HeadState.Present)
        {
            At += head.Length;
            foreach (ReadStep step in StreamArguments(head.Id, head.Name).Concat(SkipToEndOf(begin)))
            {
                yield return step;
            }

            string id = head.Id.Length > 0 ? head.Id : ToolCallJson.Id(TextFrom(begin));
            Call = Call! with { Id = id };
            yield return ReadStep.Call;
            yield break;
        }

        foreach (ReadStep step in SkipJson())
        {
            yield return step;
        }

        if (ToolCallJson.Read(TextFrom(begin), known) is not { } calls)
        {
            yield return ReadStep.Failed;
            yield break;
        }

        foreach (ChatToolCall call in calls)
        {
            Call = call;
            yield return ReadStep.Call;
        }
    }

    /// <summary>Reads a JSON list of calls, at least one, or fails.</summary>
    /// <param name="known">The only tools that count; null for any name.</param>
    protected IEnumerable<ReadStep> ReadCallList(IReadOnlyList<ChatTool>? known)
    {
        do
        {
            At++;
            foreach (ReadStep step in SkipSpace())
            {
                yield return step;
            }

            if (!Follows("{"))
            {
                yield return ReadStep.Failed;
            }

            foreach (ReadStep step in ReadCallObject(known).Concat(SkipSpace()))
            {
                yield return step;
            }
        } while (Follows(","));

        if (!TrySkip("]") && !Rest.IsEmpty)
        {
            yield return ReadStep.Failed;
        }
    }

    /// <summary>Goes behind the object that begins at <paramref name="start"/>, of which much was read, or to the end.</summary>
    protected IEnumerable<ReadStep> SkipToEndOf(int start)
    {
        JsonExtent extent = new();
        while (!extent.Advance(text.Span[start..]) && !IsEnded)
        {
            yield return ReadStep.Wait;
        }

        At = start + extent.Length;
    }

    private IEnumerable<ReadStep> StreamArguments(string id, string name)
    {
        Call = new ChatToolCall(id, name, "");
        yield return ReadStep.Begun;
        int begin = At;
        JsonExtent extent = new();
        while (true)
        {
            bool isLast = extent.Advance(text.Span[begin..]) || IsEnded;
            if (begin + extent.Length > At)
            {
                (ArgumentsFrom, At) = (At, begin + extent.Length);
                yield return ReadStep.Arguments;
            }

            if (isLast)
            {
                break;
            }

            yield return ReadStep.Wait;
        }

        Call = new ChatToolCall(id, name, TextFrom(begin));
    }

    /// <summary>Goes to the next <paramref name="mark"/>, or fails.</summary>
    /// <param name="mark">What to look for.</param>
    /// <param name="isName">True when only a short text may stand before it.</param>
    protected IEnumerable<ReadStep> SeekTo(string mark, bool isName)
    {
        int seen = 0;
        while (true)
        {
            int from = Math.Max(0, seen - mark.Length + 1);
            int found = Rest[from..].IndexOf(mark, StringComparison.Ordinal);
            if (found >= 0 && (!isName || from + found <= LongestName))
            {
                At += from + found;
                yield break;
            }

            seen = Rest.Length;
            if (IsEnded || (isName && seen > LongestName + mark.Length))
            {
                At += seen;
                yield return ReadStep.Failed;
            }

            yield return ReadStep.Wait;
        }
    }

    /// <summary>The text from <paramref name="start"/> to <see cref="At"/>.</summary>
    protected string TextFrom(int start) => text.Span[start..At].ToString();

    /// <summary>Makes a call of JSON arguments; false where these are no JSON object or the name is none.</summary>
    protected bool TryCall(string id, string name, string arguments)
    {
        Call = null;
        if (ToolCallJson.IsName(name) && ToolCallJson.IsObject(arguments))
        {
            Call = new ChatToolCall(id, name, arguments);
        }

        return Call is not null;
    }

    private bool IsUndecided(string expected) =>
        Rest.Length < expected.Length && expected.AsSpan().StartsWith(Rest, StringComparison.Ordinal);
}
