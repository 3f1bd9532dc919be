// Many clients that come, stream and go at random.
using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Caravan.Server.Tests.Support;

namespace Caravan.Server.Tests.Robustness;

public sealed class ClientStormTests
{
    private const int Clients = 256;
    private const int Tokens = 24;

    // The long form is run by hand: CARAVAN_STORM_SECONDS=600.
    private static readonly TimeSpan Length = TimeSpan.FromSeconds(
        int.Parse(Environment.GetEnvironmentVariable("CARAVAN_STORM_SECONDS") ?? "20", CultureInfo.InvariantCulture)
    );

    private static readonly string[] Prompts = ["It is a truth", "She was", "Mr. Darcy", "The", "In the evening"];

    [Fact]
    public async Task Every_stream_that_ends_is_correct_and_memory_and_handles_stay_flat()
    {
        await using RunningServer server = await RunningServer.Start(slots: 8, queue: 2 * Clients);
        Dictionary<string, string> expected = Prompts.ToDictionary(p => p, p => server.Model.GreedyText(p, Tokens));
        ConcurrentQueue<string> faults = [];
        long finished = 0;
        using CancellationTokenSource end = new(Length);
        Task[] storm = [.. Enumerable.Range(0, Clients).Select(number => Task.Run(() => Client(new Random(number))))];
        await Task.Delay(Length / 4, TestContext.Current.CancellationToken);
        (long memory, int handles) = Usage();
        await Task.Delay(Length / 2, TestContext.Current.CancellationToken);
        (long memoryAfter, int handlesAfter) = Usage();
        await Task.WhenAll(storm);
        await server.Idle();
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{finished} streams; memory {memory >> 20} to {memoryAfter >> 20} MiB, handles {handles} to {handlesAfter}"
        );
        Assert.Empty(faults);
        Assert.InRange(finished, Clients / 4, long.MaxValue);
        Assert.InRange(memoryAfter, 0, memory + (32L << 20));
        // Both looks are in the midst of it; a client has two ends, both in this process.
        Assert.InRange(handlesAfter, 0, handles + Clients);

        async Task Client(Random random)
        {
            while (!end.IsCancellationRequested)
            {
                try
                {
                    await Visit(random);
                }
                catch (Exception problem)
                    when (problem is HttpRequestException or IOException or System.Net.Sockets.SocketException)
                {
                    faults.Enqueue(problem.ToString());
                }
            }
        }

        async Task Visit(Random random)
        {
            int kind = random.Next(10);
            string prompt = Prompts[random.Next(Prompts.Length)];
            string body =
                $$"""{"prompt": "{{prompt}}", "max_tokens": {{Tokens}}, "temperature": 0, "ignore_eos": true, "stream": {{(kind < 8 ? "true" : "false")}} }""";
            if (kind == 9)
            {
                using RawClient raw = new(server.Address);
                await raw.Send("POST /v1/completions HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\n{");
                return;
            }

            using HttpClient http = new() { BaseAddress = server.Address };
            using HttpRequestMessage request = new(HttpMethod.Post, "/v1/completions")
            {
                Content = new StringContent(body),
            };
            using HttpResponseMessage response = await http.SendAsync(
                request,
                HttpCompletionOption.ResponseHeadersRead
            );
            if (kind < 4)
            {
                using Stream stream = await response.Content.ReadAsStreamAsync();
                await stream.ReadAtLeastAsync(new byte[random.Next(1, 4000)], 1, throwOnEndOfStream: false);
                return;
            }

            string text = await response.Content.ReadAsStringAsync();
            string found = kind < 8 ? Streamed(text) : Whole(text);
            if (found != expected[prompt])
            {
                faults.Enqueue($"{prompt}: '{found}' instead of '{expected[prompt]}'");
            }

            Interlocked.Increment(ref finished);
        }
    }

    private static string Whole(string text) =>
        JsonElement.Parse(text).GetProperty("choices")[0].GetProperty("text").GetString()!;

    private static string Streamed(string text)
    {
        string[] events = text.Split("\n\n", StringSplitOptions.RemoveEmptyEntries);
        return events[^1] != "data: [DONE]"
            ? text
            : string.Concat(events[..^1].Select(line => Whole(line["data: ".Length..])));
    }

    private static (long Memory, int Handles) Usage()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        using Process self = Process.GetCurrentProcess();
        return (GC.GetTotalMemory(forceFullCollection: true), self.HandleCount);
    }
}
