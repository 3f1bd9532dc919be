// Reads what Mistral's models write after [TOOL_CALLS].
namespace Caravan.Models.Chat.Output;

/// <summary>A list of calls in JSON, or a name and its arguments, perhaps with [CALL_ID] and [ARGS] between.</summary>
internal sealed class MistralCallReader(int start, OutputText text, IReadOnlyList<ChatTool> tools)
    : ToolCallReader(start, text, tools)
{
    private const string IdMark = "[CALL_ID]";
    private const string ArgumentsMark = "[ARGS]";

    /// <inheritdoc/>
    public override IEnumerator<ReadStep> Read()
    {
        foreach (ReadStep step in SkipSpace())
        {
            yield return step;
        }

        if (Follows("[") || Follows("{"))
        {
            foreach (ReadStep step in Follows("[") ? ReadCallList(null) : ReadCallObject(null))
            {
                yield return step;
            }

            yield break;
        }

        int begin = At;
        foreach (ReadStep step in SeekTo("{", isName: true))
        {
            yield return step;
        }

        string name = TextFrom(begin).Replace(ArgumentsMark, "", StringComparison.Ordinal).Trim();
        int mark = name.IndexOf(IdMark, StringComparison.Ordinal);
        string id = mark < 0 ? "" : name[(mark + IdMark.Length)..].Trim();
        foreach (ReadStep step in ReadArguments(id, mark < 0 ? name : name[..mark].Trim()))
        {
            yield return step;
        }

        yield return Call is null ? ReadStep.Failed : ReadStep.Call;
    }
}
