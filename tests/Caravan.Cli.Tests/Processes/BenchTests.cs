// bench and sweep-bench as users run them.
using System.Text.Json;

namespace Caravan.Cli.Tests.Processes;

[Collection(ProcessCollection.Name)]
public class BenchTests
{
    [Fact]
    public void Bench_prints_a_row_for_each_test()
    {
        ProcessResult result = Bench("-p", "16", "-n", "4", "-pg", "8,2", "-d", "0,8", "-r", "2");
        string[] lines = result.Success().Split('\n');
        Assert.StartsWith("| model  ", lines[0], StringComparison.Ordinal);
        Assert.Equal(
            ["pp16", "tg4", "pp8+tg2", "pp16 @ d8", "tg4 @ d8", "pp8+tg2 @ d8"],
            lines.Skip(2).Take(6).Select(line => line.Split('|')[^3].Trim())
        );
        Assert.All(lines.Skip(2).Take(6), line => Assert.Matches(@"\| +\d+\.\d\d ± \d+\.\d\d \|$", line));
        Assert.Equal("", result.Error);
    }

    [Fact]
    public void Bench_measures_as_often_as_asked_for()
    {
        string text = Bench("-p", "8", "-n", "0", "-r", "3", "-o", "json").Success();
        using JsonDocument document = JsonDocument.Parse(text);
        JsonElement result = Assert.Single(document.RootElement.EnumerateArray());
        Assert.Equal(3, result.GetProperty("samples_ns").GetArrayLength());
        Assert.True(result.GetProperty("avg_ts").GetDouble() > 0);
        Assert.Equal(5_246_208, result.GetProperty("model_n_params").GetInt64());
        Assert.Equal("llama 5M Q8_0", result.GetProperty("model_type").GetString());
    }

    [Fact]
    public void Bench_tells_its_progress_on_standard_error()
    {
        ProcessResult result = Bench("-p", "8", "-n", "0", "-r", "1", "-o", "none", "-oe", "jsonl", "--progress");
        Assert.Equal("", result.Success());
        Assert.Contains("llama-bench: benchmark 1/1: prompt run 1/1", result.ErrorLines);
        Assert.StartsWith("{\"build_commit\":", result.ErrorLines[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void Sweep_bench_prints_a_row_for_each_micro_batch()
    {
        ProcessResult result = Sweep("-c", "64", "-ub", "16", "-wb");
        string[] lines = result.Success().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal("|    PP |     TG |   N_KV |   T_PP s | S_PP t/s |   T_TG s | S_TG t/s |", lines[0]);
        Assert.Equal(
            ["16/4/0", "16/4/16", "16/4/32", "16/4/48"],
            lines.Skip(2).Select(line => string.Join('/', line.Split('|').Skip(1).Take(3).Select(cell => cell.Trim())))
        );
        Assert.Contains("main: n_kv_max = 64, n_batch = 2048, n_ubatch = 16,", result.Error, StringComparison.Ordinal);
        Assert.Matches(@"prompt eval time = +\d+\.\d\d ms / +64 tokens", result.Error);
        Assert.Matches(@" eval time = +\d+\.\d\d ms / +16 runs", result.Error);
    }

    [Fact]
    public void Sweep_bench_leaves_rows_out_and_repeats_the_first()
    {
        ProcessResult result = Sweep(
            "-c",
            "64",
            "-ub",
            "16",
            "-n",
            "2",
            "-nrep",
            "3",
            "--sweep-stride",
            "2",
            "--output-format",
            "jsonl"
        );
        int[] rows =
        [
            .. result
                .Success()
                .Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Select(line => JsonDocument.Parse(line).RootElement.GetProperty("n_kv").GetInt32()),
        ];
        Assert.Equal([0, 32], rows);
        // Three times two tokens in the first row and two in the second.
        Assert.Matches(@" eval time = +\d+\.\d\d ms / +8 runs", result.Error);
    }

    [Fact]
    public void Sweep_bench_ends_where_no_row_fits()
    {
        ProcessResult result = Sweep("-c", "40", "-ub", "16");
        Assert.Equal(4, result.Success().Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.Contains("the row behind 32 tokens does not fit", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("bench")]
    [InlineData("run")]
    [InlineData("sweep-bench")]
    [InlineData("perplexity")]
    public void Devices_are_listed(string command)
    {
        string[] lines = CaravanProcess.Run(command, "--list-devices").Success().Split('\n');
        Assert.Equal("Available devices:", lines[0]);
        Assert.Matches(@"^  CPU: .+ \(\d+ MiB, \d+ MiB free\)$", lines[1]);
    }

    private static ProcessResult Bench(params string[] arguments) =>
        CaravanProcess.Run(["bench", "-m", CaravanProcess.AustenModel, "-t", "1", .. arguments]);

    private static ProcessResult Sweep(params string[] arguments) =>
        CaravanProcess.Run(["sweep-bench", "-m", CaravanProcess.AustenModel, "-t", "1", .. arguments]);
}
