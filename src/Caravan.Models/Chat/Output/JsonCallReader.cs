// Reads answers that are JSON.

namespace Caravan.Models.Chat.Output;

/// <summary>
/// Calls as the whole of an answer, as Llama 3 and models without a form of their own write them: one object or list, or
/// several objects with semicolons between. Only tools that exist count, since an answer may be any other JSON.
/// </summary>
internal sealed class JsonCallReader(int start, bool isFenced, OutputText text, IReadOnlyList<ChatTool> tools)
    : ToolCallReader(start, text, tools)
{
    private const string Fence = "```";

    /// <inheritdoc/>
    public override IEnumerator<ReadStep> Read()
    {
        do
        {
            foreach (ReadStep step in SkipSpace().Concat(Plausible()))
            {
                yield return step;
            }

            foreach (ReadStep step in Follows("[") ? ReadCallList(Tools) : ReadObject())
            {
                yield return step;
            }

            foreach (ReadStep step in Decide(isFenced ? Fence : ";"))
            {
                yield return step;
            }
        } while (!isFenced && (TrySkip(";") || Follows("{")));

        if (isFenced)
        {
            TrySkip(Fence);
        }
    }

    /// <summary>A call, or an object with a list of calls.</summary>
    private IEnumerable<ReadStep> ReadObject()
    {
        int begin = At;
        JsonHead head = JsonHead.OfList(Rest, IsEnded);
        while (head.State == HeadState.Undecided)
        {
            yield return ReadStep.Wait;
            head = JsonHead.OfList(Rest, IsEnded);
        }

        bool isList = head.State == HeadState.Present;
        At += head.Length;
        foreach (ReadStep step in isList ? ReadCallList(Tools).Concat(SkipToEndOf(begin)) : ReadCallObject(Tools))
        {
            yield return step;
        }
    }

    /// <summary>Fails early where calls do not begin so, in order not to hold back other text in brackets.</summary>
    private IEnumerable<ReadStep> Plausible()
    {
        while (!IsEnded && Rest.Length > 0 && Rest[1..].TrimStart().IsEmpty)
        {
            yield return ReadStep.Wait;
        }

        if (Rest.Length > 0 && !Rest[1..].TrimStart().StartsWith(Rest[0] == '{' ? "\"" : "{"))
        {
            At++;
            yield return ReadStep.Failed;
        }
    }
}
