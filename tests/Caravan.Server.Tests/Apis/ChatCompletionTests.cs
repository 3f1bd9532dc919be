// Conversations in OpenAI's form.
using System.Net;
using System.Text.Json;
using Caravan.Server.Tests.Support;

namespace Caravan.Server.Tests.Apis;

public sealed class ChatCompletionTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private const string Messages =
        """[{"role": "system", "content": "Be brief."}, {"role": "user", "content": "Who is Emma?"}]""";
    private const string Prompt =
        "<|im_start|>system\nBe brief.<|im_end|>\n<|im_start|>user\nWho is Emma?<|im_end|>\n<|im_start|>assistant\n";

    private readonly RunningServer server = fixture.Server;

    [Fact]
    public async Task A_conversation_is_written_by_the_template_and_continued()
    {
        JsonElement answer = await Chat("\"max_tokens\": 12, \"temperature\": 0");
        JsonElement choice = Assert.Single(answer.GetProperty("choices").EnumerateArray());
        JsonElement message = choice.GetProperty("message");
        Assert.Equal("assistant", message.GetProperty("role").GetString());
        Assert.Equal(server.Model.GreedyText(Prompt, 12), message.GetProperty("content").GetString());
        Assert.Equal("length", choice.GetProperty("finish_reason").GetString());
        Assert.Equal("chat.completion", answer.GetProperty("object").GetString());
        Assert.StartsWith("chatcmpl-", answer.GetProperty("id").GetString(), StringComparison.Ordinal);
        Assert.Equal(12, answer.GetProperty("usage").GetProperty("completion_tokens").GetInt32());
    }

    [Fact]
    public async Task A_stream_says_who_speaks_then_the_text_then_why_it_ended()
    {
        List<string> events = await server.Client.Stream(
            "/v1/chat/completions",
            $$"""{"messages": {{Messages}}, "max_tokens": 8, "temperature": 0, "stream": true, "stream_options": {"include_usage": true} }"""
        );
        Assert.Equal("[DONE]", events[^1]);
        JsonElement[] chunks = [.. events[..^1].Select(text => JsonElement.Parse(text))];
        Assert.All(chunks, chunk => Assert.Equal("chat.completion.chunk", chunk.GetProperty("object").GetString()));
        Assert.Single(chunks.Select(chunk => chunk.GetProperty("id").GetString()).Distinct());
        Assert.Equal("assistant", Delta(chunks[0]).GetProperty("role").GetString());
        Assert.Equal(
            server.Model.GreedyText(Prompt, 8),
            string.Concat(chunks[1..^2].Select(chunk => Delta(chunk).GetProperty("content").GetString()))
        );
        Assert.Equal("length", chunks[^2].GetProperty("choices")[0].GetProperty("finish_reason").GetString());
        Assert.Equal(8, chunks[^1].GetProperty("usage").GetProperty("completion_tokens").GetInt32());
    }

    [Fact]
    public async Task A_stream_gives_a_call_first_and_then_its_arguments_piece_by_piece()
    {
        const string Fields = """
            "max_tokens": 200, "temperature": 0, "tool_choice": "required", "parallel_tool_calls": false,
            "tools": [{"type": "function", "function": {"name": "look", "parameters": {"type": "object",
              "properties": {"place": {"enum": ["Lyme Regis", "Bath"]}, "days": {"type": "integer", "minimum": 1, "maximum": 9}},
              "required": ["place", "days"], "additionalProperties": false}}}]
            """;
        JsonElement whole = (await Chat(Fields)).GetProperty("choices")[0].GetProperty("message");
        List<string> events = await server.Client.Stream(
            "/v1/chat/completions",
            $$"""{"messages": {{Messages}}, "stream": true, {{Fields}} }"""
        );
        JsonElement[] chunks = [.. events[..^1].Select(text => JsonElement.Parse(text))];
        JsonElement[] calls =
        [
            .. chunks
                .Select(Delta)
                .Where(delta => delta.TryGetProperty("tool_calls", out _))
                .Select(delta => Assert.Single(delta.GetProperty("tool_calls").EnumerateArray())),
        ];
        Assert.All(calls, call => Assert.Equal(0, call.GetProperty("index").GetInt32()));
        Assert.Equal("function", calls[0].GetProperty("type").GetString());
        Assert.NotEqual("", calls[0].GetProperty("id").GetString());
        Assert.Equal("look", calls[0].GetProperty("function").GetProperty("name").GetString());
        Assert.Equal("", Arguments(calls[0]));
        Assert.All(calls[1..], call => Assert.False(call.TryGetProperty("id", out _)));
        Assert.All(calls[1..], call => Assert.False(call.GetProperty("function").TryGetProperty("name", out _)));
        Assert.True(calls.Length > 5, $"{calls.Length} pieces");
        Assert.Equal(Arguments(whole.GetProperty("tool_calls")[0]), string.Concat(calls.Select(Arguments)));
        Assert.Equal("tool_calls", chunks[^1].GetProperty("choices")[0].GetProperty("finish_reason").GetString());
    }

    [Fact]
    public async Task A_call_that_is_cut_off_has_the_arguments_that_came()
    {
        JsonElement answer = await Chat(
            """
            "max_tokens": 40, "temperature": 0, "tool_choice": "required", "parallel_tool_calls": false,
            "tools": [{"type": "function", "function": {"name": "look", "parameters": {"type": "object",
              "properties": {"place": {"type": "string", "minLength": 200}}, "required": ["place"]}}}]
            """
        );
        JsonElement choice = answer.GetProperty("choices")[0];
        Assert.Equal("length", choice.GetProperty("finish_reason").GetString());
        Assert.StartsWith(
            "{",
            Arguments(choice.GetProperty("message").GetProperty("tool_calls")[0]),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Log_probabilities_stand_beside_the_message()
    {
        JsonElement answer = await Chat(
            "\"max_tokens\": 3, \"temperature\": 0, \"logprobs\": true, \"top_logprobs\": 2"
        );
        JsonElement content = answer.GetProperty("choices")[0].GetProperty("logprobs").GetProperty("content");
        Assert.Equal(3, content.GetArrayLength());
        Assert.Equal(2, content[0].GetProperty("top_logprobs").GetArrayLength());
        Assert.Equal(
            content[0].GetProperty("token").GetString(),
            System.Text.Encoding.UTF8.GetString([
                .. content[0].GetProperty("bytes").EnumerateArray().Select(value => value.GetByte()),
            ])
        );
    }

    [Theory]
    [InlineData("""{"type": "json_object"}""")]
    [InlineData(
        """{"type": "json_schema", "json_schema": {"name": "x", "schema": {"type": "object", "properties": {"a": {"type": "boolean"}}, "required": ["a"], "additionalProperties": false}}}"""
    )]
    [InlineData(
        """{"type": "json_object", "schema": {"type": "object", "properties": {"a": {"type": "boolean"}}, "required": ["a"], "additionalProperties": false}}"""
    )]
    [InlineData("""{"type": "grammar", "grammar": "root ::= \"{\\\"a\\\": true}\""}""")]
    public async Task A_response_format_holds_the_answer(string format)
    {
        JsonElement answer = await Chat(
            $"\"max_tokens\": 300, \"temperature\": 0.5, \"seed\": 3, \"response_format\": {format}"
        );
        JsonElement choice = answer.GetProperty("choices")[0];
        Assert.SkipWhen(
            choice.GetProperty("finish_reason").GetString() == "length" && format.Length < 30,
            "the model has not closed its object within the tokens"
        );
        JsonElement value = JsonElement.Parse(choice.GetProperty("message").GetProperty("content").GetString()!);
        Assert.Equal(JsonValueKind.Object, value.ValueKind);
        if (format.Length > 30)
        {
            Assert.True(value.GetProperty("a").ValueKind is JsonValueKind.True or JsonValueKind.False);
        }
    }

    [Fact]
    public async Task Parts_of_text_are_joined()
    {
        JsonElement answer = await server.Client.Post(
            "/apply-template",
            """{"messages": [{"role": "user", "content": [{"type": "text", "text": "one"}, {"type": "text", "text": "two"}]}]}"""
        );
        Assert.Equal(
            "<|im_start|>user\none\ntwo<|im_end|>\n<|im_start|>assistant\n",
            answer.GetProperty("prompt").GetString()
        );
    }

    [Fact]
    public async Task Keyword_arguments_and_tools_reach_a_template_of_the_request()
    {
        JsonElement answer = await server.Client.Post(
            "/apply-template",
            """
            {"messages": [{"role": "user", "content": "x"}], "chat_template": "{{ mood }} {{ enable_thinking }} {{ tools[0].function.name }}",
             "chat_template_kwargs": {"mood": "fine", "enable_thinking": false},
             "tools": [{"type": "function", "function": {"name": "look"}}]}
            """
        );
        Assert.Equal("fine false look", answer.GetProperty("prompt").GetString());
    }

    [Theory]
    [InlineData("{}", "messages")]
    [InlineData("""{"messages": []}""", "messages")]
    [InlineData("""{"messages": [{"content": "x"}]}""", "messages")]
    [InlineData("""{"messages": [{"role": "user", "content": 7}]}""", "messages")]
    [InlineData(
        """{"messages": [{"role": "user", "content": [{"type": "image_url", "image_url": {"url": "x"}}]}]}""",
        "messages"
    )]
    [InlineData("""{"messages": [{"role": "user", "content": "x"}], "tools": 7}""", "tools")]
    [InlineData(
        """{"messages": [{"role": "user", "content": "x"}], "response_format": {"type": "xml"}}""",
        "response_format"
    )]
    [InlineData(
        """{"messages": [{"role": "user", "content": "x"}], "chat_template_kwargs": []}""",
        "chat_template_kwargs"
    )]
    [InlineData("""{"messages": [{"role": "user", "content": "x"}], "chat_template": "{% if %}"}""", "messages")]
    [InlineData(
        """{"messages": [{"role": "user", "content": "x"}], "chat_template": "{{ raise_exception('no') }}"}""",
        "messages"
    )]
    public async Task What_cannot_be_is_refused_with_the_field(string body, string field)
    {
        JsonElement error = await server.Client.Refusal("/v1/chat/completions", body, HttpStatusCode.BadRequest);
        Assert.Equal(field, error.GetProperty("param").GetString());
    }

    private static string? Arguments(JsonElement call) =>
        call.GetProperty("function").GetProperty("arguments").GetString();

    private static JsonElement Delta(JsonElement chunk) => chunk.GetProperty("choices")[0].GetProperty("delta");

    private Task<JsonElement> Chat(string fields) =>
        server.Client.Post("/v1/chat/completions", $$"""{"messages": {{Messages}}, {{fields}} }""");
}
