// Completions in OpenAI's form.
using System.Net;
using System.Text.Json;
using Caravan.Server.Tests.Support;

namespace Caravan.Server.Tests.Apis;

public sealed class TextCompletionTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private const string Prompt = "It is a truth";
    private readonly RunningServer server = fixture.Server;

    [Fact]
    public async Task An_answer_has_text_reason_and_usage()
    {
        JsonElement answer = await Complete("\"max_tokens\": 12, \"temperature\": 0");
        JsonElement choice = Assert.Single(answer.GetProperty("choices").EnumerateArray());
        Assert.Equal(server.Model.GreedyText(Prompt, 12), choice.GetProperty("text").GetString());
        Assert.Equal("length", choice.GetProperty("finish_reason").GetString());
        Assert.Equal(JsonValueKind.Null, choice.GetProperty("logprobs").ValueKind);
        Assert.Equal("text_completion", answer.GetProperty("object").GetString());
        Assert.Equal("austen", answer.GetProperty("model").GetString());
        JsonElement usage = answer.GetProperty("usage");
        int prompt = server.Model.Model.Tokenizer.Encode(Prompt, true, true).Length;
        Assert.Equal(prompt, usage.GetProperty("prompt_tokens").GetInt32());
        Assert.Equal(12, usage.GetProperty("completion_tokens").GetInt32());
        Assert.Equal(prompt + 12, usage.GetProperty("total_tokens").GetInt32());
    }

    [Fact]
    public async Task Echo_begins_the_text_with_the_prompt()
    {
        JsonElement answer = await Complete("\"max_tokens\": 4, \"temperature\": 0, \"echo\": true");
        Assert.Equal(
            Prompt + server.Model.GreedyText(Prompt, 4),
            answer.GetProperty("choices")[0].GetProperty("text").GetString()
        );
    }

    [Fact]
    public async Task Log_probabilities_have_OpenAIs_old_form()
    {
        JsonElement answer = await Complete("\"max_tokens\": 4, \"temperature\": 0, \"logprobs\": 2");
        JsonElement choice = answer.GetProperty("choices")[0];
        JsonElement logprobs = choice.GetProperty("logprobs");
        string[] tokens = [.. logprobs.GetProperty("tokens").EnumerateArray().Select(t => t.GetString()!)];
        Assert.Equal(choice.GetProperty("text").GetString(), string.Concat(tokens));
        Assert.Equal(4, logprobs.GetProperty("token_logprobs").GetArrayLength());
        Assert.Equal(2, logprobs.GetProperty("top_logprobs")[0].EnumerateObject().Count());
        Assert.Equal(
            [0, tokens[0].Length, tokens[0].Length + tokens[1].Length],
            logprobs.GetProperty("text_offset").EnumerateArray().Take(3).Select(o => o.GetInt32())
        );
    }

    [Fact]
    public async Task A_stream_ends_with_usage_where_asked_for_and_with_DONE()
    {
        List<string> events = await server.Client.Stream(
            "/v1/completions",
            $$"""{"prompt": "{{Prompt}}", "max_tokens": 6, "temperature": 0, "stream": true, "stream_options": {"include_usage": true} }"""
        );
        Assert.Equal("[DONE]", events[^1]);
        JsonElement usage = JsonElement.Parse(events[^2]);
        Assert.Equal(0, usage.GetProperty("choices").GetArrayLength());
        Assert.Equal(6, usage.GetProperty("usage").GetProperty("completion_tokens").GetInt32());
        Assert.Equal(
            server.Model.GreedyText(Prompt, 6),
            string.Concat(
                events[..^2].Select(e => JsonElement.Parse(e).GetProperty("choices")[0].GetProperty("text").GetString())
            )
        );
    }

    [Fact]
    public async Task Several_answers_are_streamed_side_by_side_each_with_its_number()
    {
        List<string> events = await server.Client.Stream(
            "/v1/completions",
            $$"""{"prompt": "{{Prompt}}", "max_tokens": 6, "n": 3, "seed": 5, "temperature": 1.2, "stream": true}"""
        );
        JsonElement[] choices = [.. events[..^1].Select(e => JsonElement.Parse(e).GetProperty("choices")[0])];
        JsonElement whole = await Complete("\"max_tokens\": 6, \"n\": 3, \"seed\": 5, \"temperature\": 1.2");
        for (int answer = 0; answer < 3; answer++)
        {
            Assert.Equal(
                whole.GetProperty("choices")[answer].GetProperty("text").GetString(),
                string.Concat(
                    choices
                        .Where(choice => choice.GetProperty("index").GetInt32() == answer)
                        .Select(choice => choice.GetProperty("text").GetString())
                )
            );
        }
    }

    [Theory]
    [InlineData("\"suffix\": \"end\"")]
    [InlineData("\"best_of\": 3")]
    public async Task What_is_not_in_this_version_is_refused_by_name(string field)
    {
        JsonElement error = await server.Client.Refusal(
            "/v1/completions",
            $$"""{"prompt": "a", {{field}} }""",
            HttpStatusCode.BadRequest
        );
        Assert.Equal(field.Split('"')[1], error.GetProperty("param").GetString());
    }

    private Task<JsonElement> Complete(string fields) =>
        server.Client.Post("/v1/completions", $$"""{"prompt": "{{Prompt}}", {{fields}} }""");
}
