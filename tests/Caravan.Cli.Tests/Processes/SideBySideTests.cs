// The comparison of programs as it is run.
using System.Diagnostics;

namespace Caravan.Cli.Tests.Processes;

[Collection(ProcessCollection.Name)]
public class SideBySideTests
{
    [Fact]
    public void Programs_run_in_turns_and_are_compared()
    {
        string bench = CaravanProcess.ProgramPath + " bench";
        string[] lines = Compare(
                [$"one={bench}", $"two={bench}", "-m", CaravanProcess.AustenModel, "-t", "1", "-r", "2"],
                ["-p", "16", "-n", "4"]
            )
            .Success()
            .Split('\n');
        Assert.Contains("`-p 16 -n 4`, medians of 2 rounds", lines[1], StringComparison.Ordinal);
        Assert.Matches(@"^\| file +\| threads \| +test \| +one \| +two \| +ratio to the faster \|$", lines[3]);
        Assert.Matches(
            @"^\| austen-llama-Q8_0 \| +1 \| pp 16 \| +\d+ \| +\d+ \| \d+\.\d\d \(\d+\.\d\d to \d+\.\d\d\) \|$",
            lines[5]
        );
        Assert.Matches(@"^\| austen-llama-Q8_0 \| +1 \| +tg 4 \| ", lines[6]);
    }

    [Fact]
    public void A_program_that_fails_ends_it_with_its_last_word()
    {
        ProcessResult result = Compare(
            [$"one={CaravanProcess.ProgramPath} bench", "-m", "missing.gguf", "-t", "1", "-r", "1"],
            ["-p", "16"]
        );
        Assert.Equal(1, result.ExitCode);
        Assert.Contains("one ends with exit code 1: error: ", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_program_that_is_not_there_is_named()
    {
        ProcessResult result = Compare(["one=no-such-program", "-m", "m.gguf", "-t", "1"], []);
        Assert.Equal(1, result.ExitCode);
        Assert.Contains("one: no-such-program does not start", result.Error, StringComparison.Ordinal);
    }

    private static ProcessResult Compare(string[] options, string[] arguments)
    {
        string name = OperatingSystem.IsWindows() ? "Caravan.Benchmarks.exe" : "Caravan.Benchmarks";
        using Process process = CaravanProcess.Start(
            Path.Combine(AppContext.BaseDirectory, name),
            ["side-by-side", .. options, "--", .. arguments]
        );
        return CaravanProcess.Finish(process);
    }
}
