// An output and what is to be found in it.
using System.Text;
using Caravan.Models.Chat;
using Caravan.Models.Chat.Output;

namespace Caravan.Models.Tests.Chat.Output;

/// <summary>An output of a model with the parts that a parser must find.</summary>
/// <param name="Name">What is special about it.</param>
/// <param name="Syntax">How the model writes calls.</param>
/// <param name="Text">The output.</param>
/// <param name="Content">The answer.</param>
/// <param name="Calls">Calls as NAME JSON, one a line.</param>
/// <param name="Reasoning">The reasoning.</param>
internal sealed record OutputCase(
    string Name,
    ToolCallSyntax Syntax,
    string Text,
    string Content,
    string Calls = "",
    string Reasoning = ""
)
{
    public static readonly ChatTool[] AllTools =
    [
        new(
            "get_weather",
            "Weather of a city",
            """{"type":"object","properties":{"city":{"type":"string"},"days":{"type":"integer"}},"required":["city"]}"""
        ),
        new("now", null, """{"type":"object","properties":{}}"""),
        new("python", null, """{"type":"object","properties":{"code":{"type":"string"}},"required":["code"]}"""),
    ];

    public ReasoningHandling Handling { get; init; } = ReasoningHandling.Apart;

    public bool BeginsInReasoning { get; init; }

    public bool HasTools { get; init; } = true;

    public ReasoningTags Tags { get; init; } = new("<think>", "</think>");

    public override string ToString() => $"{Syntax}: {Name}";

    /// <summary>What a parser finds when the output comes in pieces.</summary>
    public string Parse(params IEnumerable<string> pieces)
    {
        ChatOutputCollector collector = new();
        ChatOutputOptions options = new()
        {
            Reasoning = Handling,
            Tools = HasTools ? AllTools : [],
            BeginsInReasoning = BeginsInReasoning,
        };
        ChatOutputParser parser = new(new ChatOutputFormat(Syntax, Tags), options, collector);
        foreach (string piece in pieces)
        {
            parser.Append(piece);
        }

        parser.Finish();
        return Describe(collector.ToMessage());
    }

    public string Expected => Describe(Content, Reasoning, Calls);

    private static string Describe(ChatMessage message)
    {
        StringBuilder calls = new();
        foreach (ChatToolCall call in message.ToolCalls)
        {
            string id = call.Id.Length > 0 ? $"{call.Id} " : "";
            calls.Append($"{(calls.Length > 0 ? "\n" : "")}{id}{call.Name} {call.Arguments}");
        }

        return Describe(message.Content ?? "", message.ReasoningContent ?? "", calls.ToString());
    }

    private static string Describe(string content, string reasoning, string calls) =>
        $"content <{content}> reasoning <{reasoning}> calls <{calls}>";
}
