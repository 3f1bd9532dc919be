// Completions in llama-server's own form.
using System.Net;
using System.Text.Json;
using Caravan.Server.Tests.Support;

namespace Caravan.Server.Tests.Apis;

public sealed class CompletionTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private const string Prompt = "It is a truth universally acknowledged";
    private readonly RunningServer server = fixture.Server;

    [Fact]
    public async Task The_likeliest_tokens_are_those_of_a_session_without_a_server()
    {
        JsonElement answer = await Complete("\"n_predict\": 24, \"temperature\": 0, \"return_tokens\": true");
        Assert.Equal(server.Model.GreedyText(Prompt, 24), answer.GetProperty("content").GetString());
        Assert.Equal(server.Model.Greedy(Prompt, 24), Numbers(answer.GetProperty("tokens")));
        Assert.Equal(24, answer.GetProperty("tokens_predicted").GetInt32());
        Assert.Equal("limit", answer.GetProperty("stop_type").GetString());
        Assert.Equal(Prompt, answer.GetProperty("prompt").GetString());
        Assert.True(answer.GetProperty("stop").GetBoolean());
    }

    [Fact]
    public async Task A_stream_gives_the_same_text_and_ends_with_an_event_about_it()
    {
        List<string> events = await server.Client.Stream(
            "/completion",
            $$"""{"prompt": "{{Prompt}}", "n_predict": 24, "temperature": 0, "stream": true}"""
        );
        JsonElement[] pieces = [.. events.Select(text => JsonElement.Parse(text))];
        Assert.Equal(
            server.Model.GreedyText(Prompt, 24),
            string.Concat(pieces[..^1].Select(piece => piece.GetProperty("content").GetString()))
        );
        Assert.All(pieces[..^1], piece => Assert.False(piece.GetProperty("stop").GetBoolean()));
        Assert.True(pieces[^1].GetProperty("stop").GetBoolean());
        Assert.Equal(24, pieces[^1].GetProperty("timings").GetProperty("predicted_n").GetInt32());
    }

    [Fact]
    public async Task Text_ends_before_a_stop_string_which_is_named()
    {
        string text = server.Model.GreedyText(Prompt, 24);
        string stop = text.Substring(12, 4);
        JsonElement answer = await Complete(
            $"\"n_predict\": 24, \"temperature\": 0, \"stop\": [\"xyzzy\", {JsonSerializer.Serialize(stop)}]"
        );
        Assert.Equal(text[..text.IndexOf(stop, StringComparison.Ordinal)], answer.GetProperty("content").GetString());
        Assert.Equal("word", answer.GetProperty("stop_type").GetString());
        Assert.Equal(stop, answer.GetProperty("stopping_word").GetString());
    }

    [Fact]
    public async Task A_prompt_may_be_tokens_and_tokens_with_texts()
    {
        string tokens = string.Join(',', server.Model.Model.Tokenizer.Encode("It is", true, true));
        JsonElement expected = await Complete("\"n_predict\": 8, \"temperature\": 0");
        JsonElement mixed = await server.Client.Post(
            "/completion",
            $$"""{"prompt": [{{tokens}}, " a truth universally acknowledged"], "n_predict": 8, "temperature": 0}"""
        );
        Assert.Equal(expected.GetProperty("content").GetString(), mixed.GetProperty("content").GetString());
    }

    [Fact]
    public async Task Several_prompts_have_an_answer_each()
    {
        JsonElement answers = await server.Client.Post(
            "/completion",
            """{"prompt": ["It is", "She was"], "n_predict": 8, "temperature": 0, "n": 2}"""
        );
        string[] texts = [.. answers.EnumerateArray().Select(answer => answer.GetProperty("content").GetString()!)];
        string first = server.Model.GreedyText("It is", 8);
        string second = server.Model.GreedyText("She was", 8);
        Assert.Equal([first, first, second, second], texts);
        Assert.Equal([0, 1, 2, 3], answers.EnumerateArray().Select(answer => answer.GetProperty("index").GetInt32()));
    }

    [Fact]
    public async Task No_token_at_all_computes_the_prompt_alone()
    {
        JsonElement answer = await Complete("\"n_predict\": 0");
        Assert.Equal("", answer.GetProperty("content").GetString());
        Assert.Equal(0, answer.GetProperty("tokens_predicted").GetInt32());
    }

    [Fact]
    public async Task A_seed_gives_the_same_text_again_and_is_told()
    {
        const string Fields = "\"n_predict\": 16, \"temperature\": 1.5, \"seed\": 42";
        JsonElement first = await Complete(Fields);
        JsonElement second = await Complete(Fields);
        JsonElement other = await Complete("\"n_predict\": 16, \"temperature\": 1.5, \"seed\": 43");
        Assert.Equal(first.GetProperty("content").GetString(), second.GetProperty("content").GetString());
        Assert.NotEqual(first.GetProperty("content").GetString(), other.GetProperty("content").GetString());
        Assert.Equal(42, first.GetProperty("generation_settings").GetProperty("seed").GetInt32());
    }

    [Theory]
    [InlineData("[[{0}, false]]")]
    [InlineData("[[{0}, -100]]")]
    [InlineData("{{\"{0}\": -100}}")]
    public async Task A_token_with_a_bias_against_it_does_not_come(string form)
    {
        int first = server.Model.Greedy(Prompt, 1)[0];
        string bias = string.Format(System.Globalization.CultureInfo.InvariantCulture, form, first);
        JsonElement answer = await Complete(
            $"\"n_predict\": 1, \"temperature\": 0, \"return_tokens\": true, \"logit_bias\": {bias}"
        );
        Assert.NotEqual(first, answer.GetProperty("tokens")[0].GetInt32());
    }

    [Fact]
    public async Task The_likeliest_tokens_are_told_with_their_probabilities()
    {
        JsonElement answer = await Complete("\"n_predict\": 3, \"temperature\": 0, \"n_probs\": 4");
        JsonElement[] places = [.. answer.GetProperty("completion_probabilities").EnumerateArray()];
        Assert.Equal(server.Model.Greedy(Prompt, 3), places.Select(place => place.GetProperty("id").GetInt32()));
        Assert.All(
            places,
            place =>
            {
                float[] logprobs =
                [
                    .. place
                        .GetProperty("top_logprobs")
                        .EnumerateArray()
                        .Select(t => t.GetProperty("logprob").GetSingle()),
                ];
                Assert.Equal(4, logprobs.Length);
                Assert.Equal(logprobs.OrderDescending(), logprobs);
                Assert.Equal(logprobs[0], place.GetProperty("logprob").GetSingle());
                Assert.InRange(logprobs.Sum(MathF.Exp), 0, 1.0001f);
            }
        );
    }

    [Fact]
    public async Task A_grammar_holds_the_text()
    {
        JsonElement answer = await Complete(
            "\"n_predict\": 32, \"temperature\": 1.5, \"seed\": 1, \"grammar\": \"root ::= [a-c]{5}\""
        );
        Assert.Matches("^[a-c]{5}$", answer.GetProperty("content").GetString());
        Assert.Equal("eos", answer.GetProperty("stop_type").GetString());
    }

    [Fact]
    public async Task A_schema_holds_the_text()
    {
        JsonElement answer = await Complete(
            """
            "n_predict": 200, "seed": 1, "json_schema": {"type": "object", "properties": {"age": {"type": "integer",
            "minimum": 0, "maximum": 99}}, "required": ["age"], "additionalProperties": false}
            """
        );
        JsonElement value = JsonElement.Parse(answer.GetProperty("content").GetString()!);
        Assert.InRange(value.GetProperty("age").GetInt32(), 0, 99);
    }

    [Theory]
    [InlineData("""{"type": 1, "value": "#"}""")]
    [InlineData("""{"type": 2, "value": "[a-z]?(#)"}""")]
    [InlineData("""{"type": 3, "value": "[\\s\\S]*?(#)"}""")]
    public async Task A_lazy_grammar_leaves_the_text_before_its_trigger_free(string trigger)
    {
        string text = server.Model.GreedyText(Prompt, 24);
        // A whole token that is in the text for the first time.
        string word = server
            .Model.Greedy(Prompt, 24)
            .Select(token => server.Model.Model.Tokenizer.Decode([token], false, false).Trim())
            .First(piece => piece.Length > 1 && text.IndexOf(piece, StringComparison.Ordinal) > 5);
        string before = text[..text.IndexOf(word, StringComparison.Ordinal)];
        JsonElement answer = await Complete(
            $$"""
            "n_predict": 60, "temperature": 0, "grammar": "root ::= \"{{word}}\" [0-9]{7}", "grammar_lazy": true,
            "grammar_triggers": [{{trigger.Replace("#", word, StringComparison.Ordinal)}}]
            """
        );
        Assert.Matches($"^{before}{word}[0-9]{{7}}$", answer.GetProperty("content").GetString());
    }

    [Fact]
    public async Task A_prefix_is_computed_once_and_the_timings_say_so()
    {
        string common = string.Concat(Enumerable.Range(0, 40).Select(i => $"chapter {i} begins "));
        int[] tokens = server.Model.Model.Tokenizer.Encode(common, true, true);
        await Complete("\"n_predict\": 1", common + "in Bath");
        JsonElement timings = (await Complete("\"n_predict\": 1", common + "at Lyme")).GetProperty("timings");
        Assert.InRange(timings.GetProperty("cache_n").GetInt32(), tokens.Length - 2, tokens.Length + 1);
        Assert.InRange(timings.GetProperty("prompt_n").GetInt32(), 1, 8);
        JsonElement slots = await server.Client.Get("/slots");
        Assert.Contains(
            slots.EnumerateArray(),
            slot => slot.GetProperty("cache_n").GetInt32() == timings.GetProperty("cache_n").GetInt32()
        );
    }

    [Theory]
    [InlineData("{}", "prompt is missing")]
    [InlineData("""{"prompt": {"x": 1}}""", "prompt")]
    [InlineData("""{"prompt": []}""", "0 prompts")]
    [InlineData("""{"prompt": [99999]}""", "99999")]
    [InlineData("""{"prompt": "a", "n": 0}""", "n is 0")]
    [InlineData("""{"prompt": "a", "temperature": "hot"}""", "temperature")]
    [InlineData("""{"prompt": "a", "repeat_penalty": 0}""", "--repeat-penalty")]
    [InlineData("""{"prompt": "a", "grammar": "root ::= ("}""", "grammar")]
    [InlineData("""{"prompt": "a", "grammar": "root ::= \"a\"", "json_schema": {}}""", "both")]
    [InlineData("""{"prompt": "a", "grammar": "root ::= \"a\"", "grammar_lazy": true}""", "0 triggers")]
    [InlineData(
        """{"prompt": "a", "json_schema": {}, "grammar_lazy": true, "grammar_triggers": [{"type": 2, "value": "a(?!b)"}]}""",
        "linear time"
    )]
    [InlineData(
        """{"prompt": "a", "json_schema": {}, "grammar_lazy": true, "grammar_triggers": [{"type": 0, "token": 99999}]}""",
        "type 0"
    )]
    [InlineData(
        """{"prompt": "a", "json_schema": {}, "grammar_lazy": true, "grammar_triggers": [{"type": 9, "value": "a"}]}""",
        "type 9"
    )]
    [InlineData("""{"prompt": "a", "logit_bias": [[99999, 1]]}""", "99999")]
    [InlineData("""{"prompt": "a", "n_probs": 1000}""", "1000")]
    [InlineData("""{"prompt": "a", "stop": 7}""", "stop")]
    [InlineData("""{"prompt": "a", "samplers": 7}""", "samplers")]
    public async Task What_cannot_be_is_refused_with_the_reason(string body, string reason)
    {
        JsonElement error = await server.Client.Refusal("/completion", body, HttpStatusCode.BadRequest);
        Assert.Contains(reason, error.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Equal("invalid_request_error", error.GetProperty("type").GetString());
    }

    [Fact]
    public async Task A_prompt_beyond_the_context_is_refused_with_its_length()
    {
        string words = string.Concat(Enumerable.Repeat("she was there ", 300));
        JsonElement error = await server.Client.Refusal(
            "/completion",
            $$"""{"prompt": "{{words}}"}""",
            HttpStatusCode.BadRequest
        );
        Assert.Equal("context_length_exceeded", error.GetProperty("code").GetString());
        Assert.Equal(TestModel.Context, error.GetProperty("n_ctx").GetInt32());
        Assert.Equal(
            server.Model.Model.Tokenizer.Encode(words, true, true).Length,
            error.GetProperty("n_prompt_tokens").GetInt32()
        );
    }

    private Task<JsonElement> Complete(string fields, string prompt = Prompt) =>
        server.Client.Post("/completion", $$"""{"prompt": "{{prompt}}", {{fields}} }""");

    private static IEnumerable<int> Numbers(JsonElement array) => array.EnumerateArray().Select(n => n.GetInt32());
}
