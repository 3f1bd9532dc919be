// Command lines of rpc-server.
using Caravan.Cli.Options;
using Caravan.Cli.Running;

namespace Caravan.Cli.Tests.Options;

public class WorkerTests
{
    private const long Mebibyte = 1 << 20;

    [Theory]
    [InlineData("127.0.0.1", 50052)]
    [InlineData("127.0.0.1", 50052, "-p", "50052")]
    [InlineData("0.0.0.0", 50052, "-H", "0.0.0.0", "-p", "50052")]
    [InlineData("0.0.0.0", 8190, "-h", "0.0.0.0", "-P", "8190")]
    [InlineData("10.0.2.209", 50053, "--host", "10.0.2.209", "--port", "50053")]
    [InlineData("10.0.2.209", 50053, "--Host", "10.0.2.209", "--Port", "50053")]
    [InlineData("::1", 0, "-H", "::1", "-p", "0")]
    [InlineData("0.0.0.0", 50053, "0.0.0.0", "50053")]
    [InlineData("0.0.0.0", 50052, "0.0.0.0")]
    [InlineData("0.0.0.0", 1234, "0.0.0.0", "50053", "-p", "1234")]
    public void A_worker_listens_where_the_line_says(string host, int port, params string[] arguments)
    {
        ParsedCommand parsed = Parsed.Of("worker", arguments);
        Assert.Equal((host, port), WorkerTable.Endpoint(parsed.Options, parsed.Arguments));
    }

    [Theory]
    [InlineData("-H needs a value: HOST", "-H")]
    [InlineData("-h needs a value: HOST", "-h")]
    [InlineData("-p: 65536 is out of range", "-p", "65536")]
    [InlineData("-m: 'much' is no size", "-m", "much")]
    [InlineData("--ggml-version: 'five' is no version", "--ggml-version", "five")]
    [InlineData("--max-clients: 0 is out of range", "--max-clients", "0")]
    [InlineData("'third' was not expected", "0.0.0.0", "50052", "third")]
    public void A_line_that_cannot_be_is_refused(string expected, params string[] arguments) =>
        Assert.StartsWith(
            expected,
            Assert.Throws<UsageException>(() => Parsed.Of("worker", arguments)).Message,
            StringComparison.Ordinal
        );

    [Fact]
    public void A_second_word_that_is_no_port_is_refused()
    {
        ParsedCommand parsed = Parsed.Of("worker", "0.0.0.0", "high");
        UsageException problem = Assert.Throws<UsageException>(() =>
            WorkerTable.Endpoint(parsed.Options, parsed.Arguments)
        );
        Assert.StartsWith("'high' is no port", problem.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("-d", "CUDA0,CPU")]
    [InlineData("-dev", "CUDA0/CPU")]
    [InlineData("--device", "CUDA0, CPU,")]
    public void Devices_are_a_list(string option, string value) =>
        Assert.Equal(
            ["CUDA0", "CPU"],
            Assert.Single(Parsed.Of("worker", option, value).Options.Get(WorkerTable.Devices))
        );

    [Fact]
    public void Memory_is_in_mebibytes_of_one_device_after_the_other() =>
        Assert.Equal(
            [2000 * Mebibyte, 512 * Mebibyte],
            Assert.Single(Parsed.Of("worker", "--mem", "2000,512").Options.Get(WorkerTable.Memory))
        );

    [Theory]
    [InlineData("100", 100 * Mebibyte)]
    [InlineData("3k", 3 * 1024)]
    [InlineData("20G", 20 * 1024 * Mebibyte)]
    [InlineData("1T", 1024 * 1024 * Mebibyte)]
    public void Sizes_take_a_unit(string text, long bytes) =>
        Assert.Equal(bytes, Parsed.Of("worker", "--cache-limit", text).Options.Get(WorkerTable.CacheLimit));

    [Fact]
    public void Switches_of_the_peers_are_read()
    {
        OptionValues values = Parsed.Of("worker", "-t", "8", "-c", "-cpu", "--insecure", "--list-ops").Options;
        Assert.Equal(8, values.Get(WorkerTable.Threads));
        Assert.True(values.Get(WorkerTable.Cache));
        Assert.True(values.Get(WorkerTable.Cpu));
        Assert.True(values.Get(WorkerTable.Insecure));
        Assert.True(values.Get(WorkerTable.ListOps));
        Assert.Equal(
            new Version(3, 5, 2),
            Parsed.Of("worker", "--ggml-version", "3.5.2").Options.Get(WorkerTable.GgmlVersion)
        );
    }

    [Theory]
    [InlineData("1", true)]
    [InlineData("yes", true)]
    [InlineData("2", true)]
    [InlineData("0", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void The_variable_of_the_peers_turns_the_log_on(string? value, bool expected) =>
        Assert.Equal(
            expected,
            CommandLine
                .Parse(Commands.CommandList.Find("worker")!, [], name => name == "GGML_RPC_DEBUG" ? value : null)
                .Options.Get(WorkerTable.Verbose)
        );

    [Theory]
    [InlineData("/models/rpc", "LLAMA_CACHE=/models", "XDG_CACHE_HOME=/xdg", "HOME=/home/me")]
    [InlineData("/xdg/llama.cpp/rpc", "LLAMA_CACHE=", "XDG_CACHE_HOME=/xdg", "HOME=/home/me")]
    [InlineData("/home/me/.cache/llama.cpp/rpc", "HOME=/home/me")]
    public void The_cache_is_where_the_peers_have_theirs(string expected, params string[] environment)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "other systems keep caches elsewhere");
        Assert.Equal(expected, WorkerCacheFolder.Find(Of(environment)));
    }

    [Fact]
    public void Without_any_variable_there_is_no_place_for_the_cache() =>
        Assert.Contains(
            "LLAMA_CACHE",
            Assert.Throws<UsageException>(() => WorkerCacheFolder.Find(_ => null)).Message,
            StringComparison.Ordinal
        );

    private static Func<string, string?> Of(string[] environment)
    {
        Dictionary<string, string> values = environment
            .Select(pair => pair.Split('=', 2))
            .ToDictionary(pair => pair[0], pair => pair[1]);
        return values.GetValueOrDefault;
    }
}
