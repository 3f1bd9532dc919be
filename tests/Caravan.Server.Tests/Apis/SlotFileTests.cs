// What slots have cached, to files and back.
using System.Net;
using System.Text.Json;
using Caravan.Server.Tests.Support;
using Caravan.TestSupport;

namespace Caravan.Server.Tests.Apis;

public sealed class SlotFileTests : IAsyncLifetime
{
    private const string Prompt =
        "It is a truth universally acknowledged, that a single man in possession of a good fortune";
    private readonly TemporaryFolder folder = new();
    private RunningServer server = null!;

    public async ValueTask InitializeAsync() => server = await Start();

    public async ValueTask DisposeAsync()
    {
        await server.DisposeAsync();
        folder.Dispose();
    }

    [Fact]
    public async Task What_was_saved_is_not_computed_again_by_another_server()
    {
        JsonElement before = await Complete(server);
        JsonElement saved = await server.Client.Post("/slots/0?action=save", Body("a.slot"));
        await using RunningServer other = await Start();
        JsonElement restored = await other.Client.Post("/slots/0?action=restore", Body("a.slot"));
        JsonElement after = await Complete(other);
        Assert.Equal(saved.GetProperty("n_saved").GetInt32(), restored.GetProperty("n_restored").GetInt32());
        Assert.Equal(new FileInfo(folder.File("a.slot")).Length, saved.GetProperty("n_written").GetInt64());
        Assert.Equal(before.GetProperty("content").GetString(), after.GetProperty("content").GetString());
        Assert.Equal(0, before.GetProperty("timings").GetProperty("cache_n").GetInt32());
        Assert.Equal(1, after.GetProperty("timings").GetProperty("prompt_n").GetInt32());
        Assert.Equal(["a.slot"], Directory.GetFiles(folder.FullPath).Select(Path.GetFileName));
    }

    [Fact]
    public async Task What_was_erased_is_computed_again()
    {
        await Complete(server);
        JsonElement erased = await server.Client.Post("/slots/0?action=erase", "");
        Assert.InRange(erased.GetProperty("n_erased").GetInt32(), 16, 100);
        Assert.Equal(0, (await Complete(server)).GetProperty("timings").GetProperty("cache_n").GetInt32());
    }

    [Theory]
    [InlineData("../a.slot")]
    [InlineData("/tmp/a.slot")]
    [InlineData("a/b")]
    [InlineData("a\\\\b")]
    [InlineData("..")]
    [InlineData(".hidden")]
    [InlineData("nul.txt")]
    [InlineData("")]
    public async Task A_path_is_no_name(string name)
    {
        foreach (string action in new[] { "save", "restore" })
        {
            JsonElement error = await server.Client.Refusal(
                $"/slots/0?action={action}",
                Body(name),
                HttpStatusCode.BadRequest
            );
            Assert.Equal("filename", error.GetProperty("param").GetString());
        }
    }

    [Fact]
    public async Task A_damaged_file_is_refused_and_the_slot_goes_on()
    {
        await Complete(server);
        await server.Client.Post("/slots/0?action=save", Body("a.slot"));
        byte[] bytes = await File.ReadAllBytesAsync(folder.File("a.slot"), TestContext.Current.CancellationToken);
        for (int cut = 0; cut < bytes.Length; cut += 1 + (bytes.Length / 50))
        {
            folder.Write("cut.slot", bytes.AsSpan(0, cut));
            await server.Client.Refusal("/slots/0?action=restore", Body("cut.slot"), HttpStatusCode.BadRequest);
        }

        for (int at = 0; at < 48; at++)
        {
            byte[] damaged = [.. bytes];
            damaged[at] ^= 0x40;
            folder.Write("damaged.slot", damaged);
            await server.Client.Refusal("/slots/0?action=restore", Body("damaged.slot"), HttpStatusCode.BadRequest);
        }

        await Complete(server);
    }

    [Theory]
    [InlineData("/slots/9?action=save")]
    [InlineData("/slots/x?action=save")]
    [InlineData("/slots/0?action=burn")]
    [InlineData("/slots/0")]
    public async Task A_slot_or_an_action_that_is_not_there_is_refused(string path) =>
        await server.Client.Refusal(path, Body("a"), HttpStatusCode.BadRequest);

    [Fact]
    public async Task A_file_that_is_not_there_is_refused() =>
        await server.Client.Refusal("/slots/0?action=restore", Body("none"), HttpStatusCode.BadRequest);

    [Fact]
    public async Task Without_a_folder_nothing_is_saved()
    {
        await using RunningServer plain = await RunningServer.Start();
        await plain.Client.Refusal("/slots/0?action=save", Body("a"), HttpStatusCode.NotImplemented);
    }

    private Task<RunningServer> Start() =>
        RunningServer.Start(new ServerOptions { SlotFolder = folder.FullPath }, slots: 1);

    private static Task<JsonElement> Complete(RunningServer running) =>
        running.Client.Post("/completion", $$"""{"prompt": "{{Prompt}}", "n_predict": 12, "temperature": 0}""");

    private static string Body(string name) => $$"""{"filename": "{{name}}"}""";
}
