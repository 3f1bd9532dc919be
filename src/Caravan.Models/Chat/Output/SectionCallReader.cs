// Reads calls that stand in a section of their own.
namespace Caravan.Models.Chat.Output;

/// <summary>The calls of DeepSeek V3, R1 and V3.1, and of Kimi K2.</summary>
internal sealed class SectionCallReader(int start, SectionMarks marks, OutputText text, IReadOnlyList<ChatTool> tools)
    : ToolCallReader(start, text, tools)
{
    // DeepSeek V3 and R1 write this before the mark, the name after it, and a fence around the arguments.
    private const string Function = "function";
    private const string FenceBegin = "```json";
    private const string FenceEnd = "```";

    /// <inheritdoc/>
    public override IEnumerator<ReadStep> Read()
    {
        bool isFirst = true;
        while (true)
        {
            foreach (ReadStep step in Decide(marks.CallBegin, marks.SectionEnd))
            {
                yield return step;
            }

            if (!TrySkip(marks.CallBegin))
            {
                if (isFirst)
                {
                    yield return ReadStep.Failed;
                }

                TrySkip(marks.SectionEnd);
                yield break;
            }

            isFirst = false;
            foreach (ReadStep step in ReadOne())
            {
                yield return step;
            }
        }
    }

    private IEnumerable<ReadStep> ReadOne()
    {
        int begin = At;
        foreach (ReadStep step in SeekTo(marks.Separator, isName: true))
        {
            yield return step;
        }

        string name = TextFrom(begin).Trim();
        At += marks.Separator.Length;
        if (name == Function)
        {
            begin = At;
            foreach (ReadStep step in SeekTo("\n", isName: true))
            {
                yield return step;
            }

            name = TextFrom(begin).Trim();
        }

        foreach (ReadStep step in Decide(FenceBegin))
        {
            yield return step;
        }

        bool isFenced = TrySkip(FenceBegin);
        foreach (ReadStep step in SkipSpace())
        {
            yield return step;
        }

        foreach (ReadStep step in ReadNamed(name))
        {
            yield return step;
        }

        foreach (ReadStep step in Decide(isFenced ? FenceEnd : marks.CallEnd))
        {
            yield return step;
        }

        if (isFenced && TrySkip(FenceEnd))
        {
            foreach (ReadStep step in Decide(marks.CallEnd))
            {
                yield return step;
            }
        }

        TrySkip(marks.CallEnd);
        yield return Call is null ? ReadStep.Failed : ReadStep.Call;
    }

    private IEnumerable<ReadStep> ReadNamed(string name)
    {
        if (marks != SectionMarks.Kimi)
        {
            return ReadArguments("", name);
        }

        // Kimi's names are ids too: functions.NAME:NUMBER
        int colon = name.LastIndexOf(':');
        string bare = colon < 0 ? name : name[..colon];
        const string Prefix = "functions.";
        bare = bare.StartsWith(Prefix, StringComparison.Ordinal) ? bare[Prefix.Length..] : bare;
        return ReadArguments(name, bare);
    }
}
