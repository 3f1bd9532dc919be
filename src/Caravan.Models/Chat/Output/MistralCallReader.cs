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

        int begin = At;
        bool isNamed = !Follows("[") && !Follows("{");
        foreach (ReadStep step in isNamed ? SeekTo("{", isName: true) : SkipJson())
        {
            yield return step;
        }

        string first = TextFrom(begin);
        if (!isNamed)
        {
            foreach (ChatToolCall call in ToolCallJson.Read(first, null) ?? [])
            {
                Call = call;
                yield return ReadStep.Call;
            }

            if (Call is null)
            {
                yield return ReadStep.Failed;
            }

            yield break;
        }

        begin = At;
        foreach (ReadStep step in SkipJson())
        {
            yield return step;
        }

        string name = first.Replace(ArgumentsMark, "", StringComparison.Ordinal).Trim();
        int id = name.IndexOf(IdMark, StringComparison.Ordinal);
        bool isCall =
            id < 0
                ? TryCall("", name, TextFrom(begin))
                : TryCall(name[(id + IdMark.Length)..].Trim(), name[..id].Trim(), TextFrom(begin));
        yield return isCall ? ReadStep.Call : ReadStep.Failed;
    }
}
