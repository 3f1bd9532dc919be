// The page in a browser, against a server with two workers.
using Caravan.TestSupport;

namespace Caravan.Cli.Tests.Processes;

[Collection(ProcessCollection.Name)]
public sealed class PageTests : IDisposable
{
    private static readonly string[] Browsers =
    [
        "/usr/bin/chromium",
        "/usr/bin/chromium-browser",
        "/usr/bin/google-chrome",
    ];
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_person_asks_stops_asks_again_and_sees_where_the_time_goes()
    {
        string playwright = NodeScript.RequirePackage("playwright-core");
        string? browser = Array.Find(Browsers, File.Exists);
        Assert.SkipWhen(browser is null, "there is no Chromium: .ci/run installs Debian's");
        using WorkerProcess first = new("-t", "1");
        using WorkerProcess second = new("-t", "1");
        // An answer long enough to be stopped in its midst.
        using ServeProcess server = new(
            "--rpc",
            $"{first.Address},{second.Address}",
            "-ts",
            "1,1,1",
            "-c",
            "2048",
            "-n",
            "400",
            "--chat-template",
            "{% for message in messages %}{{ message.content }} {% endfor %}"
        );
        string output = await NodeScript.Run(
            "Processes/page.mjs",
            playwright,
            browser!,
            server.Http.BaseAddress!.ToString(),
            folder.File("page.png")
        );
        Assert.Equal("passed\n", output);
    }
}
