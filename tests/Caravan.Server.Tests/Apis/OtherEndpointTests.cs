// Everything that is no answer of the model.
using System.Net;
using System.Text.Json;
using Caravan.Server.Tests.Support;

namespace Caravan.Server.Tests.Apis;

public sealed class OtherEndpointTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private readonly RunningServer server = fixture.Server;

    [Theory]
    [InlineData("/health")]
    [InlineData("/v1/health")]
    public async Task A_server_with_a_model_is_healthy(string path) =>
        Assert.Equal("ok", (await server.Client.Get(path)).GetProperty("status").GetString());

    [Theory]
    [InlineData("/v1/models")]
    [InlineData("/models")]
    public async Task The_model_is_listed_under_each_of_its_names(string path)
    {
        JsonElement list = await server.Client.Get(path);
        Assert.Equal("list", list.GetProperty("object").GetString());
        JsonElement[] models = [.. list.GetProperty("data").EnumerateArray()];
        Assert.Equal(["austen", "jane"], models.Select(model => model.GetProperty("id").GetString()));
        Assert.Equal(2048, models[0].GetProperty("meta").GetProperty("n_vocab").GetInt32());
    }

    [Fact]
    public async Task A_text_is_tokenized_and_back()
    {
        JsonElement tokens = await server.Client.Post("/tokenize", """{"content": "It is"}""");
        Assert.Equal("""{"tokens":[1015,364]}""", tokens.GetRawText());
        JsonElement text = await server.Client.Post("/detokenize", tokens.GetRawText());
        Assert.Equal("It is", text.GetProperty("content").GetString());
    }

    [Fact]
    public async Task Pieces_of_tokens_are_texts_or_bytes()
    {
        JsonElement tokens = await server.Client.Post("/tokenize", """{"content": "It \u00ff", "with_pieces": true}""");
        JsonElement[] pieces = [.. tokens.GetProperty("tokens").EnumerateArray().Select(t => t.GetProperty("piece"))];
        Assert.Equal("It", pieces[0].GetString());
        Assert.Equal(JsonValueKind.Array, pieces[^1].ValueKind);
        Assert.Equal(0xbf, pieces[^1][0].GetInt32());
    }

    [Fact]
    public async Task Tokens_that_are_not_there_have_no_text()
    {
        JsonElement error = await server.Client.Refusal(
            "/detokenize",
            """{"tokens": [1, 99999]}""",
            HttpStatusCode.BadRequest
        );
        Assert.Contains("99999", error.GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Properties_name_the_template_the_slots_and_the_defaults()
    {
        JsonElement props = await server.Client.Get("/props");
        Assert.Equal(4, props.GetProperty("total_slots").GetInt32());
        Assert.Contains("im_start", props.GetProperty("chat_template").GetString(), StringComparison.Ordinal);
        JsonElement settings = props.GetProperty("default_generation_settings");
        Assert.Equal(TestModel.Context, settings.GetProperty("n_ctx").GetInt32());
        Assert.Equal(40, settings.GetProperty("params").GetProperty("top_k").GetInt32());
    }

    [Fact]
    public async Task Metrics_count_tokens()
    {
        double before = await Metric("llamacpp:tokens_predicted_total");
        await server.Client.Post("/completion", """{"prompt": "It is", "n_predict": 7, "ignore_eos": true}""");
        await server.Idle();
        Assert.Equal(before + 7, await Metric("llamacpp:tokens_predicted_total"));
    }

    [Fact]
    public async Task Every_metric_has_a_help_and_a_type()
    {
        string[] lines = (await server.Client.GetText("/metrics")).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        string[] names = [.. lines.Where(line => line[0] != '#').Select(line => line.Split(' ')[0])];
        Assert.NotEmpty(names);
        Assert.All(
            names,
            name => Assert.Contains(lines, line => line.StartsWith($"# HELP {name} ", StringComparison.Ordinal))
        );
        Assert.All(
            names,
            name => Assert.Contains(lines, line => line.StartsWith($"# TYPE {name} ", StringComparison.Ordinal))
        );
    }

    [Fact]
    public async Task The_ledger_has_the_last_tokens_time()
    {
        await server.Client.Post("/completion", """{"prompt": "It is", "n_predict": 4, "ignore_eos": true}""");
        JsonElement ledger = await server.Client.Get("/ledger");
        JsonElement device = Assert.Single(ledger.GetProperty("devices").EnumerateArray());
        Assert.Equal("CPU", device.GetProperty("name").GetString());
        Assert.InRange(device.GetProperty("run_ms").GetDouble(), 0.001, 10_000);
        Assert.Equal(0, device.GetProperty("wait_ms").GetDouble());
    }

    [Fact]
    public async Task The_document_describes_bodies_and_answers()
    {
        JsonElement document = await server.Client.Get("/openapi.json");
        Assert.StartsWith("3.", document.GetProperty("openapi").GetString(), StringComparison.Ordinal);
        JsonElement paths = document.GetProperty("paths");
        Assert.Equal(
            [
                "/",
                "/apply-template",
                "/completion",
                "/detokenize",
                "/health",
                "/ledger",
                "/metrics",
                "/props",
                "/slots",
                "/tokenize",
                "/v1/chat/completions",
                "/v1/completions",
                "/v1/models",
            ],
            paths
                .EnumerateObject()
                .Select(path => path.Name)
                .Where(name => !name.Contains('{'))
                .Order(StringComparer.Ordinal)
        );
        JsonElement chat = paths.GetProperty("/v1/chat/completions").GetProperty("post");
        Assert.Equal("The next message of a conversation", chat.GetProperty("summary").GetString());
        string reference = chat.GetProperty("requestBody")
            .GetProperty("content")
            .GetProperty("application/json")
            .GetProperty("schema")
            .GetProperty("$ref")
            .GetString()!;
        JsonElement schema = document
            .GetProperty("components")
            .GetProperty("schemas")
            .GetProperty(reference[(reference.LastIndexOf('/') + 1)..]);
        Assert.True(schema.GetProperty("properties").TryGetProperty("response_format", out _));
    }

    [Fact]
    public async Task The_page_names_no_other_place()
    {
        string page = await server.Client.GetText("/");
        Assert.StartsWith("<!doctype html>", page, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("http:", page, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("https:", page, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("src=", page, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task What_is_not_there_is_told_in_OpenAIs_form()
    {
        JsonElement error = await server.Client.Refusal("/v1/embeddings", "{}", HttpStatusCode.NotFound);
        Assert.Equal("not_found_error", error.GetProperty("type").GetString());
    }

    [Fact]
    public async Task A_method_that_is_not_there_is_told_in_OpenAIs_form() =>
        await server.Client.Refusal("/slots", "{}", HttpStatusCode.MethodNotAllowed);

    [Fact]
    public async Task Curls_own_content_type_will_do()
    {
        using HttpResponseMessage response = await server.Client.Send(
            "/tokenize",
            """{"content": "It is"}""",
            request => request.Content!.Headers.ContentType = new("application/x-www-form-urlencoded")
        );
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    private async Task<double> Metric(string name)
    {
        string text = await server.Client.GetText("/metrics");
        string line = text.Split('\n').First(line => line.StartsWith(name + " ", StringComparison.Ordinal));
        return double.Parse(line[(name.Length + 1)..], System.Globalization.CultureInfo.InvariantCulture);
    }
}
