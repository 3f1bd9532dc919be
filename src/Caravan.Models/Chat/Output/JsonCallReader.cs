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

            int start = At;
            foreach (ReadStep step in SkipJson())
            {
                yield return step;
            }

            if (ToolCallJson.Read(TextFrom(start), Tools) is not { } calls)
            {
                yield return ReadStep.Failed;
                yield break;
            }

            foreach (ChatToolCall call in calls)
            {
                Call = call;
                yield return ReadStep.Call;
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
