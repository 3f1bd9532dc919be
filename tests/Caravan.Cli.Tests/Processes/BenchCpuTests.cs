// bench cpu as users run it.
using System.Diagnostics;
using System.Text.Json;
using Caravan.TestSupport;

namespace Caravan.Cli.Tests.Processes;

[Collection(ProcessCollection.Name)]
public class BenchCpuTests
{
    private static readonly string[] Tiny = ["--shape", "256x64", "-t", "1", "-r", "1", "--size", "1M"];

    [Fact]
    public void The_table_has_limits_and_a_row_for_each_product()
    {
        ProcessResult result = Bench(["--oracle", "none", "--type", "q4_0,f32", "-b", "1,64", .. Tiny]);
        string[] lines = result.Success().Split('\n');
        Assert.StartsWith("|  threads | bytes, ", lines[2], StringComparison.Ordinal);
        Assert.Matches(@"^\| +1 \| +(\d+\.\d)? \| +\d+\.\d \| +\d+\.\d \|$", lines[4]);
        Assert.Equal(
            ["Q4_0 1", "Q4_0 64", "F32 1", "F32 64"],
            lines.Skip(8).Take(4).Select(line => $"{Cell(line, 1)} {Cell(line, 3)}")
        );
        Assert.DoesNotContain("ratio", result.Output, StringComparison.Ordinal);
        Assert.Equal("", result.Error);
    }

    [Fact]
    public void Json_has_every_figure()
    {
        string text = Bench(["--oracle", "none", "--type", "q8_0", "-b", "4", "-o", "json", .. Tiny]).Success();
        using JsonDocument document = JsonDocument.Parse(text);
        JsonElement result = Assert.Single(document.RootElement.EnumerateArray());
        Assert.Equal("product", result.GetProperty("mode").GetString());
        Assert.Equal("q8_0", result.GetProperty("type").GetString());
        Assert.Equal(256 / 32 * 34 * 64, result.GetProperty("weight_bytes").GetInt64());
        double nanoseconds = result.GetProperty("ns").GetDouble();
        Assert.InRange(result.GetProperty("gmacs").GetDouble() * nanoseconds / (256 * 64 * 4), 0.9, 1.1);
        Assert.InRange(
            result.GetProperty("read_share").GetDouble()
                * result.GetProperty("read_gbs").GetDouble()
                / result.GetProperty("gbs").GetDouble(),
            0.99,
            1.01
        );
        Assert.NotEqual("", result.GetProperty("kernel").GetString());
    }

    [Fact]
    public void Csv_and_lines_of_json_have_the_same_fields()
    {
        string[] arguments = ["block", "--oracle", "none", "--type", "q4_0,q8_0", "-b", "2", .. Tiny];
        string[] table = Bench([.. arguments, "-o", "csv"]).Success().Split('\n');
        string[] lines = Bench([.. arguments, "-o", "jsonl"]).Success().Split('\n');
        using JsonDocument first = JsonDocument.Parse(lines[0]);
        Assert.Equal(table[0].Split(','), first.RootElement.EnumerateObject().Select(property => property.Name));
        Assert.Equal((4, 3), (table.Length, lines.Length));
        Assert.Equal(JsonValueKind.Null, first.RootElement.GetProperty("read_share").ValueKind);
        Assert.DoesNotContain("ratio", table[0], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--type: there is no type 'q9_9'", "--type", "q9_9")]
    [InlineData("--shape: '256' is not of the form KxROWS", "--shape", "256")]
    [InlineData("--shape: 0 is out of range", "--shape", "0x64")]
    [InlineData("Q4_K 100x64: 100 is no multiple of 256", "--type", "q4_K", "--shape", "100x64")]
    [InlineData("--columns: 0 is out of range", "--columns", "0")]
    [InlineData("--size: 1K is too small", "--size", "1K")]
    [InlineData("-o: 'sql' is none of md, csv, json, jsonl", "-o", "sql")]
    [InlineData("'everything' is neither product nor block", "everything")]
    [InlineData("there is neither", "--oracle", "/")]
    public void Wrong_command_lines_are_refused_with_exit_code_2(string expected, params string[] arguments) =>
        Assert.Contains(expected, Bench(arguments).Refusal(2), StringComparison.Ordinal);

    [Fact]
    public void A_peer_computes_the_same_and_has_figures_of_its_own()
    {
        string? folder = Environment.GetEnvironmentVariable("CARAVAN_ORACLE") is { Length: > 0 } given
            ? given
            : Path.Combine(RepositoryRoot.TryFind() ?? "", ".oracle", "package", "bins", "linux-x64");
        Assert.SkipUnless(
            OperatingSystem.IsLinux() && File.Exists(Path.Combine(folder, "libggml-base.so")),
            "llama.cpp's libraries are missing: set CARAVAN_ORACLE to the folder of libggml-base.so"
        );
        // F16 is multiplied as it is, Q4_K is repacked, IQ4_K llama.cpp does not know.
        string text = Bench(["--oracle", folder, "--type", "f16,q4_K,iq4_k", "-b", "1,64", "-o", "jsonl", .. Tiny])
            .Success();
        foreach (string line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            using JsonDocument document = JsonDocument.Parse(line);
            JsonElement result = document.RootElement;
            bool isKnown = result.GetProperty("type").GetString() != "iq4_k";
            Assert.Equal(isKnown, result.GetProperty("llama_cpp_ratio").ValueKind == JsonValueKind.Number);
            if (isKnown)
            {
                Assert.InRange(result.GetProperty("llama_cpp_difference").GetDouble(), 0, 0.02);
                Assert.True(result.GetProperty("llama_cpp_ns").GetInt64() > 0);
            }

            bool hasDots = isKnown && result.GetProperty("columns").GetInt32() == 1;
            Assert.Equal(hasDots, result.GetProperty("llama_cpp_dot_ratio").ValueKind == JsonValueKind.Number);
        }
    }

    [Fact]
    public void Ctrl_C_leaves_the_rows_that_are_there()
    {
        Assert.SkipWhen(
            OperatingSystem.IsWindows() || SignalTests.InterruptsAreIgnored(),
            "interrupts cannot be sent, or are ignored"
        );
        using Process process = CaravanProcess.Start(
            CaravanProcess.ProgramPath,
            ["bench", "cpu", "--oracle", "none", "--type", "q8_0", "-b", "64-5000+1", "-o", "csv", .. Tiny]
        );
        string? header = process.StandardOutput.ReadLine();
        string? first = process.StandardOutput.ReadLine();
        using Process kill = Process.Start("kill", ["-INT", $"{process.Id}"]);
        kill.WaitForExit();
        ProcessResult result = CaravanProcess.Finish(process);
        Assert.StartsWith("build_commit,", header, StringComparison.Ordinal);
        Assert.Contains("\"q8_0\",256,64,64,1,", first, StringComparison.Ordinal);
        Assert.Equal((130, ""), (result.ExitCode, result.Error));
    }

    private static string Cell(string line, int column) => line.Split('|')[column].Trim();

    private static ProcessResult Bench(string[] arguments) => CaravanProcess.Run(["bench", "cpu", .. arguments]);
}
