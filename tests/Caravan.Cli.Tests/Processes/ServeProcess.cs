// A server as users start it: as a process.
using System.Diagnostics;
using System.Text;
using System.Text.Json;

namespace Caravan.Cli.Tests.Processes;

/// <summary>A running <c>caravan serve</c> that has loaded its model.</summary>
internal sealed class ServeProcess : IDisposable
{
    private const string Head = "server is listening on ";
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);
    private readonly Process process;
    private readonly Task<string> error;
    private readonly HttpClient http = new();

    /// <summary>Starts a server on a free port and waits until it is healthy.</summary>
    internal ServeProcess(params string[] options)
        : this(CaravanProcess.ProgramPath, ["serve", "-m", CaravanProcess.AustenModel, "--port", "0", .. options]) { }

    private ServeProcess(string program, string[] arguments)
    {
        process = CaravanProcess.Start(program, arguments);
        error = process.StandardError.ReadToEndAsync();
        string? line = process.StandardOutput.ReadLine();
        if (line is null)
        {
            process.WaitForExit();
            Assert.Fail($"the server ended before it listened: {error.Result}");
        }

        Assert.StartsWith(Head, line, StringComparison.Ordinal);
        _ = process.StandardOutput.ReadToEndAsync();
        http.BaseAddress = new Uri(line[Head.Length..].Replace("0.0.0.0", "127.0.0.1", StringComparison.Ordinal));
        AwaitHealth();
    }

    /// <summary>Starts a server by a link named like another program, whose line has to choose a free port.</summary>
    internal static ServeProcess Through(string link, params string[] arguments) => new(link, arguments);

    /// <summary>Asks it.</summary>
    internal HttpClient Http => http;

    /// <summary>The answer to a request.</summary>
    internal JsonElement Post(string path, string body)
    {
        using StringContent content = new(body, Encoding.UTF8, "application/json");
        using HttpResponseMessage response = http.PostAsync(path, content).Result;
        string text = response.Content.ReadAsStringAsync().Result;
        Assert.True(response.IsSuccessStatusCode, text);
        return JsonElement.Parse(text);
    }

    /// <summary>The answer to a request without a body.</summary>
    internal JsonElement Get(string path) => JsonElement.Parse(http.GetStringAsync(path).Result);

    /// <summary>Sends a signal and waits for the end.</summary>
    /// <returns>Exit code, milliseconds until the end, and what it wrote to standard error.</returns>
    internal (int ExitCode, double Milliseconds, string Error) End(string signal)
    {
        long started = Stopwatch.GetTimestamp();
        using Process kill = Process.Start("kill", [$"-{signal}", $"{process.Id}"]);
        kill.WaitForExit();
        Assert.True(process.WaitForExit(Limit), $"the server goes on {Limit} after {signal}");
        return (process.ExitCode, Stopwatch.GetElapsedTime(started).TotalMilliseconds, error.Result);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        http.Dispose();
        if (!process.HasExited)
        {
            process.Kill();
        }

        process.Dispose();
    }

    private void AwaitHealth()
    {
        long started = Stopwatch.GetTimestamp();
        while (true)
        {
            using HttpResponseMessage response = http.GetAsync("/health").Result;
            if (response.IsSuccessStatusCode)
            {
                return;
            }

            Assert.False(process.HasExited, error.IsCompleted ? error.Result : "the server ended while it loaded");
            Assert.True(Stopwatch.GetElapsedTime(started) < Limit, $"the server is not healthy after {Limit}");
            Thread.Sleep(20);
        }
    }
}
