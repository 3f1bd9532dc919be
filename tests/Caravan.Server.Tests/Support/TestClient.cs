// Asks a server as a program without any library would.
using System.Net;
using System.Text;
using System.Text.Json;

namespace Caravan.Server.Tests.Support;

/// <summary>Requests and their answers as JSON.</summary>
internal sealed class TestClient(Uri address) : IDisposable
{
    private const string EventHead = "data: ";
    private readonly HttpClient http = new() { BaseAddress = address };

    internal Uri Address { get; } = address;

    public void Dispose() => http.Dispose();

    internal async Task<JsonElement> Get(string path) => JsonElement.Parse(await http.GetStringAsync(path));

    internal Task<string> GetText(string path) => http.GetStringAsync(path);

    /// <summary>The answer to a request that succeeds.</summary>
    internal async Task<JsonElement> Post(string path, string body)
    {
        using HttpResponseMessage response = await Send(path, body);
        string text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, $"{path}: {(int)response.StatusCode} {text}");
        return JsonElement.Parse(text);
    }

    /// <summary>The error of a request that fails, which has OpenAI's form.</summary>
    internal async Task<JsonElement> Refusal(string path, string body, HttpStatusCode status)
    {
        using HttpResponseMessage response = await Send(path, body);
        return await Error(response, status);
    }

    /// <summary>The error of an answer, which has OpenAI's form.</summary>
    internal static async Task<JsonElement> Error(HttpResponseMessage response, HttpStatusCode status)
    {
        string text = await response.Content.ReadAsStringAsync();
        Assert.True(response.StatusCode == status, $"{(int)response.StatusCode} {text}");
        JsonElement error = JsonElement.Parse(text).GetProperty("error");
        Assert.NotEqual("", error.GetProperty("message").GetString());
        Assert.NotEqual("", error.GetProperty("type").GetString());
        Assert.True(error.TryGetProperty("param", out _));
        Assert.True(error.TryGetProperty("code", out _));
        return error;
    }

    /// <summary>The events of a stream, as they stand behind "data: ".</summary>
    internal async Task<List<string>> Stream(string path, string body)
    {
        using HttpResponseMessage response = await Send(path, body);
        string text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, $"{path}: {(int)response.StatusCode} {text}");
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.MediaType);
        string[] events = text.Split("\n\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.All(events, line => Assert.StartsWith(EventHead, line, StringComparison.Ordinal));
        return [.. events.Select(line => line[EventHead.Length..])];
    }

    internal async Task<HttpResponseMessage> Send(string path, string body, Action<HttpRequestMessage>? change = null)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, path)
        {
            Content = new StringContent(body, Encoding.UTF8, "application/json"),
        };
        change?.Invoke(request);
        return await http.SendAsync(request);
    }

    internal async Task<HttpResponseMessage> Send(HttpRequestMessage request) =>
        await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
}
