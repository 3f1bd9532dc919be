// Messages and tools of Microsoft.Extensions.AI as templates get them.
using Caravan.Models.Chat.Output;
using Microsoft.Extensions.AI;
using ChatMessage = Microsoft.Extensions.AI.ChatMessage;
using ModelMessage = Caravan.Models.Chat.ChatMessage;

namespace Caravan.Library.Tests;

public sealed class ConversationReaderTests
{
    [Fact]
    public void Instructions_come_first()
    {
        List<ModelMessage> read = ConversationReader.Read([new(ChatRole.User, "Hi")], "Be kind.");
        Assert.Equal([("system", "Be kind."), ("user", "Hi")], read.Select(message => (message.Role, message.Content)));
    }

    [Fact]
    public void Calls_and_their_results_keep_their_ids()
    {
        ChatMessage call = new(
            ChatRole.Assistant,
            [
                new TextReasoningContent("I look it up."),
                new FunctionCallContent(
                    "a",
                    "weather",
                    new Dictionary<string, object?> { ["city"] = "Bath", ["days"] = 2 }
                ),
            ]
        );
        ChatMessage results = new(
            ChatRole.Tool,
            [new FunctionResultContent("a", "rain"), new FunctionResultContent("b", new[] { 1, 2 })]
        );
        List<ModelMessage> read = ConversationReader.Read([call, results], null);
        Assert.Equal(3, read.Count);
        Assert.Null(read[0].Content);
        Assert.Equal("I look it up.", read[0].ReasoningContent);
        Assert.Equal(("a", "weather", """{"city":"Bath","days":2}"""), Fields(read[0]));
        Assert.Equal(("tool", "rain", "a"), (read[1].Role, read[1].Content, read[1].ToolCallId));
        Assert.Equal(("tool", "[1,2]", "b"), (read[2].Role, read[2].Content, read[2].ToolCallId));
    }

    [Fact]
    public void Pictures_are_refused()
    {
        ChatMessage message = new(ChatRole.User, [new DataContent(new byte[] { 1 }, "image/png")]);
        NotSupportedException refused = Assert.Throws<NotSupportedException>(() =>
            ConversationReader.Read([message], null)
        );
        Assert.Contains("DataContent", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Tools_are_left_out_where_calls_are_forbidden()
    {
        ChatOptions options = new() { Tools = [AIFunctionFactory.Create(() => 1, "one")] };
        Assert.Equal(["one"], ToolReader.Read(options).Select(tool => tool.Name));
        options.ToolMode = ChatToolMode.None;
        Assert.Empty(ToolReader.Read(options));
    }

    [Fact]
    public void Demanded_function_that_is_not_there_is_refused()
    {
        ChatOptions options = new()
        {
            Tools = [AIFunctionFactory.Create(() => 1, "one")],
            ToolMode = ChatToolMode.RequireSpecific("two"),
        };
        ArgumentException refused = Assert.Throws<ArgumentException>(() => ToolReader.Read(options));
        Assert.Contains("'two'", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Reasoning_and_calls_are_taken_out_of_the_answer()
    {
        ChatTool[] tools = [new("weather", null, """{"type":"object"}""")];
        AnswerReader reader = new(
            new ChatOutputFormat(ToolCallSyntax.Json, new ReasoningTags("<think>", "</think>")),
            new ChatOutputOptions { Tools = tools }
        );
        AIContent[] contents =
        [
            .. reader.Append("<think>Hm.</think>", isLast: false),
            .. reader.Append("""{"name": "weather", "arguments": {"city": "Bath"}}""", isLast: true),
        ];
        Assert.Equal("Hm.", string.Concat(contents.OfType<TextReasoningContent>().Select(part => part.Text)));
        FunctionCallContent call = Assert.Single(contents.OfType<FunctionCallContent>());
        Assert.Equal("Bath", call.Arguments!["city"]!.ToString());
        Assert.StartsWith("call_", call.CallId, StringComparison.Ordinal);
        Assert.True(reader.HasCalls);
    }

    [Fact]
    public void A_call_that_was_cut_within_its_arguments_is_text_that_nobody_invokes()
    {
        ChatTool[] tools = [new("weather", null, """{"type":"object"}""")];
        AnswerReader reader = new(
            new ChatOutputFormat(ToolCallSyntax.Json, new ReasoningTags("<think>", "</think>")),
            new ChatOutputOptions { Tools = tools }
        );
        AIContent content = Assert.Single(
            reader.Append("""{"name": "weather", "arguments": {"city": "Ba""", isLast: true)
        );
        Assert.Contains("Ba", Assert.IsType<TextContent>(content).Text, StringComparison.Ordinal);
        Assert.False(reader.HasCalls);
    }

    private static (string, string, string) Fields(ModelMessage message) =>
        (message.ToolCalls[0].Id, message.ToolCalls[0].Name, message.ToolCalls[0].Arguments);
}
