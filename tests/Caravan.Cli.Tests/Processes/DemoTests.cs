// The demo: its text, its table, and the workers it starts and must not leave behind.
using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Caravan.Cli.Tests.Processes;

[Collection(ProcessCollection.Name)]
public class DemoTests
{
    private const string Prompt = "It is a truth universally acknowledged";
    private const string Seed = "51";

    // The model's width and vocabulary, in bytes of F32: what one token sends between its layers and back as logits.
    private const int HiddenBytes = 256 * 4;
    private const int LogitsBytes = 2048 * 4;

    private const char Zombie = 'Z';

    // Far above what ending takes, so that a busy machine fails no test.
    private static readonly TimeSpan EndLimit = TimeSpan.FromSeconds(20);

    [Fact]
    public void Demo_writes_a_paragraph_and_tells_how_fast()
    {
        string[] lines = CaravanProcess.Run("demo").Success().Split('\n');
        Assert.StartsWith(Prompt, lines[0], StringComparison.Ordinal);
        Assert.True(lines[0].Length > Prompt.Length + 20, $"the paragraph is short: {lines[0]}");
        Assert.Equal("", lines[1]);
        Assert.Matches(@"^austen-llama-Q8_0\.gguf: 5\.25 M weights, 5\.4 MiB, architecture llama$", lines[2]);
        Assert.StartsWith("on 2 workers and this process, all on ", lines[3], StringComparison.Ordinal);
        Assert.Contains(lines, line => Regex.IsMatch(line, @"^wrote  +\d+ tokens at +\d+\.\d tokens/s$"));
    }

    [Fact]
    public void The_paragraph_over_workers_is_that_of_this_process_alone()
    {
        string alone = CaravanProcess
            .Run("run", "-m", CaravanProcess.AustenModel, "-p", Prompt, "-n", "300", "--temp", "0.8", "-s", Seed)
            .Success();
        Assert.Equal(alone.Split('\n')[0], CaravanProcess.Run("demo", "-s", Seed).Success().Split('\n')[0]);
    }

    [Fact]
    public void The_table_says_what_a_token_costs_on_each_device()
    {
        string[] rows =
        [
            .. CaravanProcess
                .Run("demo")
                .Success()
                .Split('\n')
                .SkipWhile(line => !line.StartsWith("per token", StringComparison.Ordinal))
                .Skip(1)
                .Take(3),
        ];
        double[] first = Figures(rows[0], @"^RPC0\[127\.0\.0\.1:\d+\] +0-2 ");
        double[] second = Figures(rows[1], @"^RPC0\[127\.0\.0\.1:\d+\] +3-5, output ");
        double[] home = Figures(rows[2], @"^CPU +embedding ");

        // Milliseconds of running and waiting, bytes to and from, messages to and from, round trips.
        Assert.All([first, second], row => Assert.True(row[1] > 0, "no time was spent waiting"));
        Assert.All([first, second], row => Assert.InRange(row[2], HiddenBytes, 2 * HiddenBytes));
        Assert.Equal([HiddenBytes, LogitsBytes], [first[3], second[3]]);
        Assert.All([first, second], row => Assert.Equal([1.0, 1.0], row[5..]));
        Assert.True(home[0] > 0, "no time was spent on the embedding");
        Assert.All(home[1..], figure => Assert.Equal(0, figure));
    }

    [Fact]
    public void Without_a_network_the_demo_says_so_and_runs_alone()
    {
        Assert.SkipUnless(CanCutNetwork(), "no process without a network can be made here (unshare -rn)");
        using Process process = CaravanProcess.Start("unshare", "-rn", CaravanProcess.ProgramPath, "demo");
        ProcessResult result = CaravanProcess.Finish(process);
        string[] lines = result.Success().Split('\n');
        Assert.StartsWith(Prompt, lines[0], StringComparison.Ordinal);
        Assert.DoesNotContain("workers", lines[3], StringComparison.Ordinal);
        Assert.StartsWith(
            "note: this process runs the model alone: ",
            Assert.Single(result.ErrorLines),
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("INT", 130)]
    [InlineData("TERM", 143)]
    [InlineData("KILL", 137)]
    public void Workers_end_with_a_demo_that_is_ended(string signal, int exitCode)
    {
        SkipWithoutProcesses();
        Assert.SkipWhen(
            signal == "INT" && SignalTests.InterruptsAreIgnored(),
            "this process ignores interrupts (it was started in the background), and so do its children"
        );
        using Process demo = CaravanProcess.Start(CaravanProcess.ProgramPath, "demo");
        // The first word is there when the workers are.
        Assert.NotEqual(-1, demo.StandardOutput.Read());
        int[] workers = Children(demo.Id);
        try
        {
            Assert.Equal(2, workers.Length);
            using (Process kill = Process.Start("kill", [$"-{signal}", $"{demo.Id}"]))
            {
                kill.WaitForExit();
            }

            ProcessResult result = CaravanProcess.Finish(demo);
            Assert.Equal(exitCode, result.ExitCode);
            Assert.Equal("", result.Error);
            Assert.All(workers, worker => Assert.True(EndsInTime(worker), "a worker goes on"));
        }
        finally
        {
            Array.ForEach(workers, End);
        }
    }

    [Fact]
    public void Workers_end_before_the_demo_does()
    {
        SkipWithoutProcesses();
        using Process demo = CaravanProcess.Start(CaravanProcess.ProgramPath, "demo");
        Assert.NotEqual(-1, demo.StandardOutput.Read());
        int[] workers = Children(demo.Id);
        try
        {
            Assert.Equal(2, workers.Length);
            Assert.Equal(0, CaravanProcess.Finish(demo).ExitCode);
            Assert.All(workers, worker => Assert.True(HasEnded(worker), "a worker goes on"));
        }
        finally
        {
            Array.ForEach(workers, End);
        }
    }

    [Fact]
    public void A_worker_of_its_own_does_not_mind_an_input_that_ends()
    {
        using WorkerProcess worker = new("-t", "1");
        worker.CloseInput();
        Assert.Equal(0, CaravanProcess.Run("run", "--list-devices", "--rpc", worker.Address).ExitCode);
    }

    private static double[] Figures(string row, string head)
    {
        Match match = Regex.Match(row, head);
        Assert.True(match.Success, $"expected {head}: {row}");
        string[] cells = row[match.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(7, cells.Length);
        return Array.ConvertAll(cells, cell => double.Parse(cell, CultureInfo.InvariantCulture));
    }

    private static void SkipWithoutProcesses() =>
        Assert.SkipUnless(Directory.Exists("/proc/self"), "children are found in /proc, which this system lacks");

    private static int[] Children(int parent) =>
        [
            .. Process
                .GetProcesses()
                .Select(process => process.Id)
                .Where(id => StatusOf(id) is { } status && status.Parent == parent && status.State != Zombie),
        ];

    private static bool EndsInTime(int process)
    {
        long start = Stopwatch.GetTimestamp();
        while (!HasEnded(process) && Stopwatch.GetElapsedTime(start) < EndLimit)
        {
            Thread.Sleep(10);
        }

        return HasEnded(process);
    }

    // A process whose parent is gone stays a zombie where nobody collects it.
    private static bool HasEnded(int process) => StatusOf(process) is null or { State: Zombie };

    // The third and fourth fields; the second is a name in parentheses that may hold spaces.
    private static (char State, int Parent)? StatusOf(int process)
    {
        try
        {
            string text = File.ReadAllText($"/proc/{process}/stat");
            string[] fields = text[(text.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
            return (fields[0][0], int.Parse(fields[1], CultureInfo.InvariantCulture));
        }
        catch (IOException)
        {
            return null;
        }
    }

    private static void End(int worker)
    {
        if (!HasEnded(worker))
        {
            using Process process = Process.GetProcessById(worker);
            process.Kill();
        }
    }

    private static bool CanCutNetwork()
    {
        if (!OperatingSystem.IsLinux() || !File.Exists("/usr/bin/unshare"))
        {
            return false;
        }

        using Process process = CaravanProcess.Start("unshare", "-rn", "true");
        return CaravanProcess.Finish(process).ExitCode == 0;
    }
}
