// "caravan serve" as a process.
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Caravan.TestSupport;

namespace Caravan.Cli.Tests.Processes;

[Collection(ProcessCollection.Name)]
public sealed class ServeTests : IDisposable
{
    private const string Prompt = "It is a truth universally acknowledged";
    private const int MostMilliseconds = 500;
    private const int Attempts = 5;
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void An_answer_is_what_run_prints()
    {
        string expected = CaravanProcess
            .Run("run", "-m", CaravanProcess.AustenModel, "-p", Prompt, "-n", "16", "--temp", "0")
            .Success();
        using ServeProcess server = new("--temp", "0");
        JsonElement answer = server.Post("/completion", $$"""{"prompt": "{{Prompt}}", "n_predict": 16}""");
        Assert.Equal(expected.TrimEnd('\n'), (Prompt + answer.GetProperty("content").GetString()).TrimEnd('\n'));
    }

    [Fact]
    public void Requests_get_the_command_lines_values_where_they_say_nothing()
    {
        using ServeProcess server = new("-n", "5", "--alias", "jane,austen", "--top-k", "7", "-c", "400", "-np", "2");
        Assert.Equal("jane", server.Get("/v1/models").GetProperty("data")[0].GetProperty("id").GetString());
        JsonElement settings = server.Get("/props").GetProperty("default_generation_settings");
        Assert.Equal(7, settings.GetProperty("params").GetProperty("top_k").GetInt32());
        // As in llama-server two slots share the context.
        Assert.Equal(200, settings.GetProperty("n_ctx").GetInt32());
        JsonElement answer = server.Post("/completion", """{"prompt": "It is", "ignore_eos": true}""");
        Assert.Equal(5, answer.GetProperty("tokens_predicted").GetInt32());
    }

    [Fact]
    public void Keys_come_from_the_command_line_and_from_a_file()
    {
        string keys = folder.Write("keys", "# of the house\nsecond\n\n"u8);
        using ServeProcess server = new("--api-key", "first", "--api-key-file", keys);
        Assert.Equal(HttpStatusCode.Unauthorized, Status(null));
        Assert.Equal(HttpStatusCode.Unauthorized, Status("# of the house"));
        Assert.Equal(HttpStatusCode.OK, Status("first"));
        Assert.Equal(HttpStatusCode.OK, Status("second"));

        HttpStatusCode Status(string? key)
        {
            using HttpRequestMessage request = new(HttpMethod.Get, "/props");
            request.Headers.TryAddWithoutValidation("X-Api-Key", key);
            using HttpResponseMessage response = server.Http.Send(request);
            return response.StatusCode;
        }
    }

    [Fact]
    public void A_file_without_a_key_is_refused()
    {
        string keys = folder.Write("keys", "# nothing\n"u8);
        string error = CaravanProcess
            .Run("serve", "-m", CaravanProcess.AustenModel, "--port", "0", "--api-key-file", keys)
            .Refusal(2);
        Assert.Contains("has no key", error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_certificate_without_its_key_is_refused()
    {
        string file = folder.Write("certificate.pem", "no certificate"u8);
        string error = CaravanProcess
            .Run("serve", "-m", CaravanProcess.AustenModel, "--port", "0", "--ssl-cert-file", file)
            .Refusal(2);
        Assert.Contains("--ssl-key-file", error, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_no_certificate_is_told_in_one_line()
    {
        string file = folder.Write("certificate.pem", "no certificate"u8);
        string[] options = ["--ssl-cert-file", file, "--ssl-key-file", file];
        string error = CaravanProcess
            .Run(["serve", "-m", CaravanProcess.AustenModel, "--port", "0", .. options])
            .Refusal(1);
        Assert.Contains("certificate and its key in PEM", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true, "--host", "0.0.0.0")]
    [InlineData(false, "--host", "0.0.0.0", "--api-key", "x")]
    [InlineData(false, "--host", "127.0.0.1")]
    public void A_server_that_others_reach_without_a_key_says_so(bool warns, params string[] options)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "signals are sent with kill, which this system lacks");
        using ServeProcess server = new(options);
        Assert.Equal(warns, server.End("TERM").Error.Contains("WARNING: Host ('0.0.0.0')", StringComparison.Ordinal));
    }

    [Fact]
    public void A_port_that_is_taken_is_one_line()
    {
        using TcpListener taken = new(IPAddress.Loopback, 0);
        taken.Start();
        string port = $"{((IPEndPoint)taken.LocalEndpoint).Port}";
        string error = CaravanProcess.Run("serve", "-m", CaravanProcess.AustenModel, "--port", port).Refusal(1);
        Assert.Contains(port, error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_model_that_is_not_there_is_one_line() =>
        CaravanProcess.Run("serve", "-m", "nowhere.gguf", "--port", "0").Refusal(1);

    [Theory]
    [InlineData("TERM", 0)]
    [InlineData("INT", 130)]
    public async Task A_signal_ends_it_at_once_in_the_midst_of_a_stream(string signal, int exitCode)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "signals are sent with kill, which this system lacks");
        Assert.SkipWhen(
            signal == "INT" && SignalTests.InterruptsAreIgnored(),
            "this process ignores interrupts (it was started in the background), and so do its children"
        );
        double fastest = double.PositiveInfinity;
        for (int i = 0; i < Attempts && fastest > MostMilliseconds; i++)
        {
            using ServeProcess server = new("-c", "100000", "-np", "1");
            using HttpRequestMessage request = new(HttpMethod.Post, "/completion")
            {
                Content = new StringContent("""{"prompt": "It is", "ignore_eos": true, "stream": true}"""),
            };
            using HttpResponseMessage response = await server.Http.SendAsync(
                request,
                HttpCompletionOption.ResponseHeadersRead,
                TestContext.Current.CancellationToken
            );
            (int code, double milliseconds, _) = server.End(signal);
            Assert.Equal(exitCode, code);
            fastest = Math.Min(fastest, milliseconds);
        }

        Assert.True(fastest <= MostMilliseconds, $"the server ended {fastest:F0} ms after {signal}");
    }

    [Fact]
    public void A_model_without_a_template_speaks_ChatML_and_says_so()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "signals are sent with kill, which this system lacks");
        using ServeProcess server = new();
        JsonElement prompt = server.Post("/apply-template", """{"messages": [{"role": "user", "content": "x"}]}""");
        Assert.StartsWith("<|im_start|>user\nx", prompt.GetProperty("prompt").GetString(), StringComparison.Ordinal);
        Assert.Contains("ChatML", server.End("TERM").Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_template_comes_from_a_file()
    {
        string file = folder.Write("template.jinja", "{{ messages[0].content }}-{{ mood }}"u8);
        using ServeProcess server = new("--chat-template-file", file, "--chat-template-kwargs", """{"mood": "fine"}""");
        JsonElement prompt = server.Post("/apply-template", """{"messages": [{"role": "user", "content": "x"}]}""");
        Assert.Equal("x-fine", prompt.GetProperty("prompt").GetString());
    }
}
