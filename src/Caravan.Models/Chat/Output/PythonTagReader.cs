// Reads what Llama 3 writes after <|python_tag|>.
using System.Text.RegularExpressions;

namespace Caravan.Models.Chat.Output;

/// <summary>JSON calls, a call such as <c>search.call(query="...")</c>, or code for a tool that runs Python.</summary>
internal sealed partial class PythonTagReader(int start, OutputText text, IReadOnlyList<ChatTool> tools)
    : ToolCallReader(start, text, tools)
{
    private static readonly string[] Interpreters = ["python", "ipython", "code_interpreter"];
    private readonly OutputText text = text;

    /// <inheritdoc/>
    public override IEnumerator<ReadStep> Read()
    {
        foreach (ReadStep step in SkipSpace())
        {
            yield return step;
        }

        if (Follows("{"))
        {
            JsonCallReader json = new(At, isFenced: false, text, Tools);
            using IEnumerator<ReadStep> steps = json.Read();
            while (steps.MoveNext())
            {
                (At, Call, ArgumentsFrom) = (json.At, json.Call, json.ArgumentsFrom);
                yield return steps.Current;
            }

            At = json.At;
            yield break;
        }

        while (!IsEnded)
        {
            yield return ReadStep.Wait;
        }

        int start = At;
        At += Rest.Length;
        string code = TextFrom(start);
        yield return TryBuiltIn(code) || TryCode(code) ? ReadStep.Call : ReadStep.Failed;
    }

    private bool TryBuiltIn(string code)
    {
        Match match = BuiltIn().Match(code);
        if (!match.Success)
        {
            return false;
        }

        IEnumerable<string> members = match
            .Groups["key"]
            .Captures.Zip(match.Groups["value"].Captures)
            .Select(pair => $"\"{pair.First.Value}\": {pair.Second.Value}");
        return TryCall("", match.Groups["name"].Value, $"{{{string.Join(", ", members)}}}");
    }

    private bool TryCode(string code)
    {
        ChatTool? tool = Tools.FirstOrDefault(tool => Interpreters.Contains(tool.Name));
        return tool is not null && TryCall("", tool.Name, $"{{\"code\": {ToolArguments.Quote(code)}}}");
    }

    [GeneratedRegex(
        @"^(?<name>\w+)\.call\((?>\s*)(?:(?<key>\w+)(?>\s*)=(?>\s*)(?<value>""(?>(?:[^""\\]|\\.)*)""|-?[0-9.]+|true|false|null)(?>\s*)(?:,(?>\s*))?)*\)\s*$",
        RegexOptions.ExplicitCapture
    )]
    private static partial Regex BuiltIn();
}
