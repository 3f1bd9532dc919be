// Streams on which nothing comes for a while.
using System.ClientModel;
using System.Net;
using System.Text;
using Caravan.Engine.Batching;
using Caravan.Engine.Sampling;
using Caravan.Server.Tests.Support;
using OpenAI;
using OpenAI.Chat;

namespace Caravan.Server.Tests.Apis;

public sealed class KeepAliveTests
{
    private const string Body = """{"prompt": "It is", "n_predict": 4, "temperature": 0, "stream": true, "seed": 1""";

    [Fact]
    public async Task A_stream_that_waits_for_a_slot_gets_comments_and_then_its_text()
    {
        await using RunningServer server = await Start(TimeSpan.FromMilliseconds(20), slots: 1);
        using Generation other = Occupy(server);
        using HttpResponseMessage response = await Post(server, Body + "}");
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.MediaType);
        using StreamReader lines = new(await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken));
        Assert.Equal(": ping", await lines.ReadLineAsync(TestContext.Current.CancellationToken));
        other.Cancel();
        string rest = await lines.ReadToEndAsync(TestContext.Current.CancellationToken);
        string[] data = [.. rest.Split('\n').Where(line => line.StartsWith("data: ", StringComparison.Ordinal))];
        Assert.Equal(
            server.Model.GreedyText("It is", 4),
            string.Concat(
                data.Select(line => System.Text.Json.JsonElement.Parse(line["data: ".Length..]))
                    .Select(piece => piece.GetProperty("content").GetString())
            )
        );
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(0)]
    public async Task A_request_may_forbid_comments(int interval)
    {
        await using RunningServer server = await Start(TimeSpan.FromMilliseconds(1), slots: 1);
        using Generation other = Occupy(server);
        Task<HttpResponseMessage> response = Post(server, $"{Body}, \"sse_ping_interval\": {interval}}}");
        await Task.WhenAny(response, Task.Delay(200, TestContext.Current.CancellationToken));
        Assert.False(response.IsCompleted);
        other.Cancel();
        using HttpResponseMessage answer = await response;
        string text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.DoesNotContain(": ping", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_request_may_ask_for_comments_where_the_server_sends_none()
    {
        await using RunningServer server = await Start(null, slots: 1);
        using Generation other = Occupy(server);
        using HttpResponseMessage response = await Post(server, $"{Body}, \"sse_ping_interval\": 1}}");
        using StreamReader lines = new(await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken));
        Assert.Equal(": ping", await lines.ReadLineAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_client_that_goes_while_it_waits_is_forgotten()
    {
        await using RunningServer server = await Start(TimeSpan.FromMilliseconds(5), slots: 1);
        using Generation other = Occupy(server);
        using (HttpResponseMessage response = await Post(server, Body + "}"))
        {
            Assert.Equal(1, server.Scheduler.Status.Waiting);
        }

        for (int i = 0; i < 500 && server.Scheduler.Status.Waiting > 0; i++)
        {
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }

        Assert.Equal(0, server.Scheduler.Status.Waiting);
        other.Cancel();
        await server.Idle();
    }

    [Fact]
    public async Task OpenAIs_client_reads_a_stream_with_comments_between_its_events()
    {
        await using RunningServer server = await Start(TimeSpan.FromTicks(1), slots: 1);
        OpenAIClientOptions options = new() { Endpoint = new Uri(server.Address, "/v1") };
        ChatClient client = new("austen", new ApiKeyCredential("none"), options);
        StringBuilder text = new();
        await foreach (
            StreamingChatCompletionUpdate update in client.CompleteChatStreamingAsync(
                [new UserChatMessage("Who is Emma?")],
                new ChatCompletionOptions { MaxOutputTokenCount = 12, Temperature = 0 },
                TestContext.Current.CancellationToken
            )
        )
        {
            text.AppendJoin("", update.ContentUpdate.Select(part => part.Text));
        }

        Assert.Equal(
            server.Model.GreedyText("<|im_start|>user\nWho is Emma?<|im_end|>\n<|im_start|>assistant\n", 12),
            text.ToString()
        );
    }

    private static Task<RunningServer> Start(TimeSpan? interval, int slots) =>
        RunningServer.Start(
            slots: slots,
            context: 1 << 16,
            change: options => options with { PingInterval = interval }
        );

    /// <summary>Takes the slot until it is cancelled.</summary>
    private static Generation Occupy(RunningServer server) =>
        Assert
            .IsType<Submission.Accepted>(
                server.Scheduler.Submit(
                    new GenerationRequest
                    {
                        Prompt = new[] { 1, 2, 3 },
                        Sampling = new SamplingParameters { Temperature = 0 },
                        IgnoreEndOfGeneration = true,
                    }
                )
            )
            .Generation;

    private static async Task<HttpResponseMessage> Post(RunningServer server, string body)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, "/completion")
        {
            Content = new StringContent(body, Encoding.UTF8, "application/json"),
        };
        return await server.Client.Send(request);
    }
}
