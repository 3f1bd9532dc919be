// Recognizes calls in JSON before they are whole.
namespace Caravan.Models.Chat.Output;

/// <summary>The beginning of a JSON object up to the arguments of a call, or up to a list of calls.</summary>
/// <param name="State">Whether the text begins so.</param>
/// <param name="Length">Characters before the arguments or the list.</param>
/// <param name="Id">The call's id; empty where it does not stand before the arguments.</param>
/// <param name="Name">The call's name.</param>
internal readonly record struct JsonHead(HeadState State, int Length = 0, string Id = "", string Name = "")
{
    // Names, ids and white space; what is longer is read when it is whole.
    private const int Longest = 1024;

    /// <summary>The head of one call: strings for type, id and name, then arguments that begin as a JSON object does.</summary>
    /// <param name="text">What is there, from the brace on.</param>
    /// <param name="isEnded">No more comes.</param>
    /// <param name="known">The only tools that count; null for any name.</param>
    public static JsonHead OfCall(ReadOnlySpan<char> text, bool isEnded, IReadOnlyList<ChatTool>? known)
    {
        JsonHeadScanner scanner = new(text[..Math.Min(text.Length, Longest)], isEnded || text.Length >= Longest);
        string id = "";
        string name = "";
        bool goesOn = scanner.Take('{');
        while (goesOn && scanner.TakeString(out string key) && scanner.Take(':'))
        {
            if (key is "arguments" or "parameters")
            {
                int length = scanner.SkipSpace();
                bool isCall = name.Length > 0 && scanner.BeginsObject();
                return isCall ? new JsonHead(HeadState.Present, length, id, name) : new JsonHead(scanner.Missed);
            }

            goesOn = scanner.TakeString(out string value) && scanner.Take(',');
            if (!goesOn)
            {
                break;
            }

            switch (key)
            {
                case "name" when name.Length == 0 && IsTool(value, known):
                    name = value;
                    break;
                case "id" when id.Length == 0:
                    id = value;
                    break;
                case "type":
                    break;
                default:
                    return new JsonHead(HeadState.Absent);
            }
        }

        return new JsonHead(scanner.Missed);
    }

    /// <summary>The head of an object of which <c>tool_calls</c> is a list.</summary>
    /// <param name="text">What is there, from the brace on.</param>
    /// <param name="isEnded">No more comes.</param>
    public static JsonHead OfList(ReadOnlySpan<char> text, bool isEnded)
    {
        JsonHeadScanner scanner = new(text[..Math.Min(text.Length, Longest)], isEnded || text.Length >= Longest);
        if (!scanner.Take('{') || !scanner.TakeString(out string key) || key != "tool_calls" || !scanner.Take(':'))
        {
            return new JsonHead(scanner.Missed);
        }

        int length = scanner.SkipSpace();
        return scanner.Take('[') ? new JsonHead(HeadState.Present, length) : new JsonHead(scanner.Missed);
    }

    /// <summary>Whether arguments stand at the front of a text.</summary>
    /// <param name="text">What is there.</param>
    /// <param name="isEnded">No more comes.</param>
    public static HeadState OfArguments(ReadOnlySpan<char> text, bool isEnded)
    {
        JsonHeadScanner scanner = new(text[..Math.Min(text.Length, Longest)], isEnded || text.Length >= Longest);
        return scanner.BeginsObject() ? HeadState.Present : scanner.Missed;
    }

    private static bool IsTool(string name, IReadOnlyList<ChatTool>? known) =>
        ToolCallJson.IsName(name) && (known is null || known.Any(tool => tool.Name == name));
}
