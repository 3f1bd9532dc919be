// More requests than there are slots, and clients that go.
using System.Net;
using System.Text.Json;
using Caravan.Server.Tests.Support;

namespace Caravan.Server.Tests.Apis;

public sealed class LoadTests
{
    // Far more than is generated while a test runs.
    private const int Context = 1 << 16;
    private const string Long = """{"prompt": "It is", "ignore_eos": true, "stream": true}""";

    [Fact]
    public async Task Beyond_the_queue_a_client_is_told_when_to_come_again()
    {
        await using RunningServer server = await RunningServer.Start(slots: 1, queue: 1, context: Context);
        using HttpResponseMessage first = await Open(server);
        using HttpResponseMessage second = await Begin(server);
        using HttpResponseMessage refused = await server.Client.Send("/completion", Long);
        JsonElement error = await TestClient.Error(refused, HttpStatusCode.ServiceUnavailable);
        Assert.Equal("queue_full", error.GetProperty("code").GetString());
        Assert.InRange(refused.Headers.RetryAfter!.Delta!.Value, TimeSpan.FromSeconds(1), TimeSpan.FromHours(1));

        async Task<HttpResponseMessage> Begin(RunningServer running)
        {
            // Its headers come with its first token, which waits for the first request's last.
            Task<HttpResponseMessage> waiting = Open(running);
            while (running.Scheduler.Status.Waiting == 0)
            {
                Assert.False(waiting.IsCompleted);
                await Task.Delay(1);
            }

            return new HttpResponseMessage();
        }
    }

    [Fact]
    public async Task A_client_that_goes_frees_its_slot_at_once()
    {
        await using RunningServer server = await RunningServer.Start(slots: 1, queue: 0, context: Context);
        using (HttpResponseMessage response = await Open(server))
        {
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        }

        await server.Idle();
        int generated = server.Scheduler.Status.Slots[0].GeneratedTokens;
        Assert.InRange(generated, 1, Context / 2);
    }

    [Fact]
    public async Task A_client_that_goes_leaves_others_streams_alone()
    {
        await using RunningServer server = await RunningServer.Start(slots: 2, context: Context);
        Task<List<string>> other = server.Client.Stream(
            "/v1/completions",
            """{"prompt": "She was", "max_tokens": 120, "temperature": 0, "ignore_eos": true, "stream": true}"""
        );
        for (int i = 0; i < 8; i++)
        {
            (await Open(server)).Dispose();
        }

        List<string> events = await other;
        Assert.Equal("[DONE]", events[^1]);
        Assert.Equal(
            server.Model.GreedyText("She was", 120),
            string.Concat(
                events[..^1].Select(e => JsonElement.Parse(e).GetProperty("choices")[0].GetProperty("text").GetString())
            )
        );
    }

    [Fact]
    public async Task A_server_without_a_model_says_that_it_loads()
    {
        await using CaravanServer server = new(
            new ServerOptions { Port = 0 },
            Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance
        );
        await server.Start(TestContext.Current.CancellationToken);
        using TestClient client = new(new Uri(server.Addresses[0]));
        using HttpRequestMessage request = new(HttpMethod.Get, "/health");
        using HttpResponseMessage response = await client.Send(request);
        JsonElement error = await TestClient.Error(response, HttpStatusCode.ServiceUnavailable);
        Assert.Equal("Loading model", error.GetProperty("message").GetString());
    }

    [Fact]
    public async Task A_stream_that_the_server_ends_says_so()
    {
        RunningServer server = await RunningServer.Start(context: Context);
        using HttpResponseMessage response = await Open(server);
        Task<string> rest = response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        await server.DisposeAsync();
        Assert.Contains("shutting_down", await rest, StringComparison.Ordinal);
    }

    private static Task<HttpResponseMessage> Open(RunningServer server) =>
        server.Client.Send(
            new HttpRequestMessage(HttpMethod.Post, "/completion") { Content = new StringContent(Long) }
        );
}
