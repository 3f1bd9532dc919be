// Requests that no friend would send.
using System.Net;
using System.Text;
using System.Text.Json;
using Caravan.Server.Tests.Support;

namespace Caravan.Server.Tests.Robustness;

public sealed class HostileRequestTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private readonly RunningServer server = fixture.Server;

    public static TheoryData<string> Malformed() =>
        [
            "",
            "{",
            "[]",
            "null",
            "7",
            "\"text\"",
            "{\"prompt\": \"a\"} x",
            "{\"prompt\": \"a\"}{\"prompt\": \"b\"}",
            "{\"prompt\": \"a\",}",
            "{\"prompt\": 'a'}",
            "{\"prompt\": \"\\ud800\"}",
            "{\"prompt\": \"a\", \"top_k\": 1e99}",
            "{\"prompt\": \"a\", \"top_k\": 99999999999999}",
            "{\"prompt\": \"a\", \"n_predict\": {}}",
            "{\"prompt\": \"a\", \"temperature\": NaN}",
            "{\"prompt\": \"a\", \"json_schema\": {\"$ref\": \"#/nowhere\"}}",
            "\u0000\u0001\u0002",
        ];

    [Theory]
    [MemberData(nameof(Malformed))]
    public async Task A_malformed_body_is_refused(string body) =>
        await server.Client.Refusal("/completion", body, HttpStatusCode.BadRequest);

    [Theory]
    [InlineData("/completion")]
    [InlineData("/v1/completions")]
    [InlineData("/v1/chat/completions")]
    [InlineData("/tokenize")]
    [InlineData("/detokenize")]
    [InlineData("/apply-template")]
    public async Task Nesting_ten_thousand_deep_is_refused(string path)
    {
        string deep = new string('[', 10_000) + new string(']', 10_000);
        foreach (string field in new[] { "prompt", "messages", "content", "tools", "json_schema", "unknown" })
        {
            await server.Client.Refusal(path, $"{{\"{field}\": {deep}}}", HttpStatusCode.BadRequest);
        }
    }

    [Fact]
    public async Task Bytes_that_are_no_text_are_refused()
    {
        using HttpRequestMessage request = new(HttpMethod.Post, "/completion")
        {
            Content = new ByteArrayContent([.. "{\"prompt\": \""u8, 0xff, 0xfe, .. "\"}"u8]),
        };
        using HttpResponseMessage response = await server.Client.Send(request);
        await TestClient.Error(response, HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task A_body_that_says_it_is_a_gigabyte_is_refused_unread()
    {
        using RawClient client = new(server.Address);
        await client.Send($"POST /completion HTTP/1.1\r\nHost: localhost\r\nContent-Length: {1 << 30}\r\n\r\n");
        Assert.Equal(413, await client.Status());
    }

    [Fact]
    public async Task A_body_of_a_gigabyte_in_chunks_is_refused_in_bounded_memory()
    {
        const int Chunk = 1 << 20;
        byte[] chunk = [.. Encoding.ASCII.GetBytes($"{Chunk:x}\r\n"), .. new byte[Chunk], .. "\r\n"u8];
        long before = GC.GetTotalMemory(forceFullCollection: true);
        long most = 0;
        using RawClient client = new(server.Address);
        await client.Send("POST /completion HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n");
        int sent = 0;
        try
        {
            for (; sent < 1024; sent++)
            {
                await client.Send(chunk);
                most = Math.Max(most, GC.GetTotalMemory(forceFullCollection: false) - before);
            }
        }
        catch (IOException)
        {
            // The server has hung up.
        }

        Assert.InRange(sent, 1, 1023);
        Assert.InRange(most, 0, 4L * ServerLimits.BodyBytes);
    }

    [Fact]
    public async Task A_body_that_does_not_come_is_given_up()
    {
        using RawClient client = new(server.Address);
        await client.Send("POST /completion HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\n{");
        Assert.Equal(408, await client.Status());
    }

    [Fact]
    public async Task A_flood_of_headers_is_refused()
    {
        StringBuilder request = new("GET /health HTTP/1.1\r\nHost: localhost\r\n");
        for (int i = 0; i < 2000; i++)
        {
            request.Append(System.Globalization.CultureInfo.InvariantCulture, $"X-{i}: y\r\n");
        }

        using RawClient client = new(server.Address);
        await client.Send(request + "\r\n");
        Assert.Equal(431, await client.Status());
    }

    [Fact]
    public async Task A_huge_header_is_refused()
    {
        using RawClient client = new(server.Address);
        await client.Send($"GET /health HTTP/1.1\r\nHost: localhost\r\nX-Long: {new string('y', 100_000)}\r\n\r\n");
        Assert.Equal(431, await client.Status());
    }

    [Fact]
    public async Task A_huge_first_line_is_refused()
    {
        using RawClient client = new(server.Address);
        await client.Send($"GET /{new string('y', 100_000)} HTTP/1.1\r\nHost: localhost\r\n\r\n");
        Assert.Equal(414, await client.Status());
    }

    [Theory]
    [InlineData("\u0016\u0003\u0001\u0002\u0000\u0001")]
    [InlineData("RPC\r\n\r\n")]
    [InlineData("GET / HTTP/9.9\r\n\r\n")]
    [InlineData("POST /completion HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\n")]
    [InlineData(
        "POST /completion HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"
    )]
    public async Task What_is_no_HTTP_ends_its_connection_alone(string bytes)
    {
        using RawClient client = new(server.Address);
        await client.Send(bytes + "\r\n\r\n");
        Assert.InRange(await client.Status(), 0, 505);
        Assert.Equal("ok", (await server.Client.Get("/health")).GetProperty("status").GetString());
    }

    [Theory]
    [InlineData("/../../../../etc/passwd")]
    [InlineData("/%2e%2e/%2e%2e/etc/passwd")]
    [InlineData("/index.html/../../etc/passwd")]
    [InlineData("//etc/passwd")]
    [InlineData("/..%5c..%5cwindows%5cwin.ini")]
    [InlineData("/index.html%00.txt")]
    public async Task No_path_leads_out_of_the_program(string path)
    {
        using RawClient client = new(server.Address);
        await client.Send($"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n");
        string answer = await client.Answer();
        Assert.Matches("^HTTP/1.1 (400|404) ", answer);
        Assert.DoesNotContain("root:", answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{% for i in range(1000000000) %}{{ i }}{% endfor %}")]
    [InlineData("{% for i in range(100000) %}{% for j in range(100000) %}{% endfor %}{% endfor %}")]
    [InlineData("{% macro f(x) %}{{ f(x) }}{% endmacro %}{{ f(1) }}")]
    [InlineData("{{ 'a' * 1000000000 }}")]
    [InlineData(
        "{% set ns = namespace(x='a') %}{% for i in range(60) %}{% set ns.x = ns.x + ns.x %}{% endfor %}{{ ns.x }}"
    )]
    [InlineData("{{ range(1000000000) | list | length }}")]
    [InlineData("{{ ((((((((((1))))))))) }}{% if %}")]
    public async Task A_hostile_template_is_refused_in_bounded_time(string template)
    {
        string body = $$"""
            {"messages": [{"role": "user", "content": "x"}], "chat_template": {{JsonSerializer.Serialize(template)}} }
            """;
        long started = System.Diagnostics.Stopwatch.GetTimestamp();
        await server.Client.Refusal("/v1/chat/completions", body, HttpStatusCode.BadRequest);
        Assert.InRange(System.Diagnostics.Stopwatch.GetElapsedTime(started), TimeSpan.Zero, TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task A_template_nested_ten_thousand_deep_is_refused()
    {
        string template = "{{ " + new string('(', 10_000) + "1" + new string(')', 10_000) + " }}";
        await server.Client.Refusal(
            "/apply-template",
            $$"""{"messages": [{"role": "user", "content": "x"}], "chat_template": "{{template}}"}""",
            HttpStatusCode.BadRequest
        );
    }

    [Fact]
    public async Task Other_streams_go_on_under_all_this()
    {
        Task<List<string>> stream = server.Client.Stream(
            "/v1/completions",
            """{"prompt": "She was", "max_tokens": 300, "temperature": 0, "ignore_eos": true, "stream": true}"""
        );
        while (!stream.IsCompleted)
        {
            await A_malformed_body_is_refused("{");
            await Nesting_ten_thousand_deep_is_refused("/completion");
            await A_hostile_template_is_refused_in_bounded_time("{{ 'a' * 1000000000 }}");
            await A_huge_header_is_refused();
        }

        List<string> events = await stream;
        Assert.Equal(
            server.Model.GreedyText("She was", 300),
            string.Concat(
                events[..^1].Select(e => JsonElement.Parse(e).GetProperty("choices")[0].GetProperty("text").GetString())
            )
        );
    }
}
