// Arguments of calls handed over while they come.
using Caravan.Models.Chat;
using Caravan.Models.Chat.Output;

namespace Caravan.Models.Tests.Chat.Output;

public sealed class StreamedCallTests
{
    private const string Days = """{"city": "Paris", "days": [1, {"x": "}]<|end|></tool_call>\\\""}]}""";

    /// <summary>Outputs with a call, '@' standing for its arguments.</summary>
    private static readonly (ToolCallSyntax Syntax, string Text)[] Outputs =
    [
        (ToolCallSyntax.Hermes, "<tool_call>\n{\"name\": \"get_weather\", \"arguments\": @}\n</tool_call>"),
        (ToolCallSyntax.Hermes, "<tool_call>{\"id\": \"7\", \"name\":\"get_weather\" , \"parameters\":@ }</tool_call>"),
        (ToolCallSyntax.Llama3, "{\"name\": \"get_weather\", \"parameters\": @}"),
        (ToolCallSyntax.Llama3, "{\"type\": \"function\", \"name\": \"get_weather\", \"parameters\": @}"),
        (ToolCallSyntax.Llama3, "<|python_tag|>{\"name\": \"get_weather\", \"parameters\": @}"),
        (
            ToolCallSyntax.MistralList,
            "[TOOL_CALLS][{\"name\": \"get_weather\", \"arguments\": @, \"id\": \"123456789\"}]"
        ),
        (ToolCallSyntax.MistralNamed, "[TOOL_CALLS]get_weather[ARGS]@"),
        (ToolCallSyntax.MistralNamed, "[TOOL_CALLS]get_weather[CALL_ID]123456789[ARGS]@"),
        (
            ToolCallSyntax.DeepSeekFenced,
            "<｜tool▁calls▁begin｜><｜tool▁call▁begin｜>function<｜tool▁sep｜>get_weather\n```json\n@\n```<｜tool▁call▁end｜><｜tool▁calls▁end｜>"
        ),
        (
            ToolCallSyntax.DeepSeekPlain,
            "<｜tool▁calls▁begin｜><｜tool▁call▁begin｜>get_weather<｜tool▁sep｜>@<｜tool▁call▁end｜><｜tool▁calls▁end｜>"
        ),
        (
            ToolCallSyntax.Kimi,
            "<|tool_calls_section_begin|><|tool_call_begin|>functions.get_weather:0<|tool_call_argument_begin|>@<|tool_call_end|><|tool_calls_section_end|>"
        ),
        (ToolCallSyntax.Json, "{\"tool_calls\": [{\"name\": \"get_weather\", \"arguments\": @}]}"),
        (ToolCallSyntax.Json, "```json\n[{\"name\": \"get_weather\", \"arguments\": @}]\n```"),
        (
            ToolCallSyntax.Harmony,
            "<|channel|>commentary to=functions.get_weather <|constrain|>json<|message|> @ <|call|>"
        ),
    ];

    public static TheoryData<int> Numbers => [.. Enumerable.Range(0, Outputs.Length)];

    [Theory]
    [MemberData(nameof(Numbers))]
    public void Arguments_come_with_the_text_that_has_them(int number)
    {
        (ToolCallSyntax syntax, string form) = Outputs[number];
        // A message of gpt-oss ends with a mark, wherever it stands.
        string arguments =
            syntax == ToolCallSyntax.Harmony ? Days.Replace("<|end|>", "", StringComparison.Ordinal) : Days;
        string[] parts = form.Split('@');
        StreamedCalls calls = new();
        ChatOutputParser parser = calls.Parser(syntax);
        parser.Append(parts[0]);
        for (int i = 0; i < arguments.Length; i++)
        {
            parser.Append(arguments.AsSpan(i, 1));
            // What begins them is not certain before its second character; white space and marks wait for what follows.
            string begun = calls.Begun ?? calls.Calls.SingleOrDefault()?.Arguments ?? "";
            Assert.StartsWith(begun, arguments, StringComparison.Ordinal);
            Assert.InRange(begun.Length, i < 1 ? 0 : i - 1, i + 1);
        }

        parser.Append(parts[1]);
        parser.Finish();
        Assert.Equal(arguments, Assert.Single(calls.Calls).Arguments);
    }

    [Theory]
    [MemberData(nameof(Numbers))]
    public void A_call_whose_arguments_have_begun_is_one_wherever_the_output_ends(int number)
    {
        (ToolCallSyntax syntax, string form) = Outputs[number];
        string[] parts = form.Split('@');
        const string Arguments = """{"city": "Paris"}""";
        for (int length = 2; length <= Arguments.Length; length++)
        {
            StreamedCalls calls = new();
            ChatOutputParser parser = calls.Parser(syntax);
            parser.Append(parts[0] + Arguments[..length]);
            parser.Finish();
            ChatToolCall call = Assert.Single(calls.Calls);
            Assert.Equal("get_weather", call.Name);
            Assert.Equal(Arguments[..length].TrimEnd(), call.Arguments.TrimEnd());
        }
    }

    [Fact]
    public void Pieces_of_calls_are_the_calls_at_each_fragmentation()
    {
        foreach (OutputCase item in OutputCases.All.Where(item => item.HasTools && !item.BeginsInReasoning))
        {
            List<ChatToolCall> whole = Read(item, [item.Text]);
            for (int cut = 0; cut <= item.Text.Length; cut++)
            {
                Assert.Equal(whole, Read(item, [item.Text[..cut], item.Text[cut..]]));
            }

            Assert.Equal(whole, Read(item, item.Text.Select(letter => letter.ToString())));
        }
    }

    [Fact]
    public void An_unknown_tool_is_no_call_where_answers_may_be_JSON()
    {
        StreamedCalls calls = new();
        ChatOutputParser parser = calls.Parser(ToolCallSyntax.Json);
        parser.Append("""{"name": "nobody", "arguments": {"a": 1}}""");
        parser.Finish();
        Assert.Empty(calls.Calls);
    }

    [Fact]
    public void A_head_that_is_too_long_is_read_when_it_is_whole()
    {
        StreamedCalls calls = new();
        ChatOutputParser parser = calls.Parser(ToolCallSyntax.Hermes);
        parser.Append("<tool_call>{" + new string(' ', 2000) + "\"name\": \"now\", \"arguments\": {\"a\"");
        Assert.Null(calls.Begun);
        parser.Append(": 1}}</tool_call>");
        Assert.Equal("""{"a": 1}""", Assert.Single(calls.Calls).Arguments);
    }

    private static List<ChatToolCall> Read(OutputCase item, IEnumerable<string> pieces)
    {
        StreamedCalls calls = new();
        ChatOutputParser parser = calls.Parser(item.Syntax);
        foreach (string piece in pieces)
        {
            parser.Append(piece);
        }

        parser.Finish();
        Assert.Null(calls.Begun);
        return calls.Calls;
    }
}
