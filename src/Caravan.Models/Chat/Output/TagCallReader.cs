// Reads calls between <tool_call> and </tool_call>.
namespace Caravan.Models.Chat.Output;

/// <summary>JSON (Hermes, Qwen), function and parameter tags (Qwen3-Coder), or keys and values in tags (GLM).</summary>
internal sealed class TagCallReader(int start, OutputText text, IReadOnlyList<ChatTool> tools)
    : ToolCallReader(start, text, tools)
{
    private const string FunctionBegin = "<function=";
    private const string FunctionEnd = "</function>";
    private const string ParameterBegin = "<parameter=";
    private const string ParameterEnd = "</parameter>";
    private const string KeyBegin = "<arg_key>";
    private const string KeyEnd = "</arg_key>";
    private const string ValueBegin = "<arg_value>";
    private const string ValueEnd = "</arg_value>";
    private const string End = "</tool_call>";

    private readonly List<(string Key, string Value)> arguments = [];

    /// <inheritdoc/>
    public override IEnumerator<ReadStep> Read()
    {
        foreach (ReadStep step in Decide(FunctionBegin))
        {
            yield return step;
        }

        IEnumerable<ReadStep> form =
            Follows("{") ? ReadCallObject(null)
            : Follows(FunctionBegin) ? ReadFunction()
            : ReadPairs();
        foreach (ReadStep step in form.Concat(Decide(End)))
        {
            yield return step;
        }

        TrySkip(End);
    }

    private IEnumerable<ReadStep> ReadFunction()
    {
        At += FunctionBegin.Length;
        int begin = At;
        foreach (ReadStep step in SeekTo(">", isName: true))
        {
            yield return step;
        }

        string name = TextFrom(begin).Trim();
        At++;
        while (true)
        {
            foreach (ReadStep step in Decide(ParameterBegin, FunctionEnd))
            {
                yield return step;
            }

            if (!TrySkip(ParameterBegin))
            {
                break;
            }

            begin = At;
            foreach (ReadStep step in SeekTo(">", isName: true))
            {
                yield return step;
            }

            string key = TextFrom(begin).Trim();
            begin = ++At;
            foreach (ReadStep step in SeekTo(ParameterEnd, isName: false))
            {
                yield return step;
            }

            arguments.Add((key, ToolArguments.WithoutLineFeeds(TextFrom(begin))));
            At += ParameterEnd.Length;
        }

        yield return TrySkip(FunctionEnd) && TryCall(name) ? ReadStep.Call : ReadStep.Failed;
    }

    private IEnumerable<ReadStep> ReadPairs()
    {
        int begin = At;
        foreach (ReadStep step in SeekTo("<", isName: true))
        {
            yield return step;
        }

        string name = TextFrom(begin).Trim();
        while (true)
        {
            foreach (ReadStep step in Decide(KeyBegin, End))
            {
                yield return step;
            }

            if (!TrySkip(KeyBegin))
            {
                break;
            }

            begin = At;
            foreach (ReadStep step in SeekTo(KeyEnd, isName: true))
            {
                yield return step;
            }

            string key = TextFrom(begin).Trim();
            At += KeyEnd.Length;
            foreach (ReadStep step in Decide(ValueBegin))
            {
                yield return step;
            }

            if (!TrySkip(ValueBegin))
            {
                yield return ReadStep.Failed;
            }

            begin = At;
            foreach (ReadStep step in SeekTo(ValueEnd, isName: false))
            {
                yield return step;
            }

            arguments.Add((key, TextFrom(begin)));
            At += ValueEnd.Length;
        }

        yield return Follows(End) && TryCall(name) ? ReadStep.Call : ReadStep.Failed;
    }

    private bool TryCall(string name)
    {
        ChatTool? tool = Tools.FirstOrDefault(tool => tool.Name == name);
        return TryCall("", name, ToolArguments.ToJson(arguments, tool));
    }
}
