// Workers and clients as separate processes.
namespace Caravan.Cli.Tests.Processes;

[Collection(ProcessCollection.Name)]
public class WorkerTests
{
    private const string Prompt = "It is a truth universally acknowledged";
    private const int Tokens = 16;

    [Theory]
    [InlineData(1)]
    [InlineData(2, "-ts", "1,1")]
    [InlineData(2, "-ts", "1,2", "-ot", @"blk\.[13]\.ffn_.*=CPU")]
    [InlineData(3, "-ngl", "4")]
    [InlineData(1, "-ctk", "q8_0", "-ctv", "q8_0")]
    [InlineData(1, "-fa", "off")]
    [InlineData(1, "--rpc-dialect", "K")]
    public void Text_over_workers_is_the_text_of_this_machine_alone(int workers, params string[] options)
    {
        // What changes values, and not only places, is asked for on both sides.
        string local = Complete(options is ["-ctk" or "-fa", ..] ? options : []);
        WorkerProcess[] running = [.. Enumerable.Range(0, workers).Select(_ => new WorkerProcess("-t", "1"))];
        try
        {
            string remote = Complete(["--rpc", string.Join(',', running.Select(w => w.Address)), .. options]);
            Assert.Equal(local, remote);
        }
        finally
        {
            Array.ForEach(running, worker => worker.Dispose());
        }
    }

    [Theory]
    [InlineData("run")]
    [InlineData("bench")]
    [InlineData("sweep-bench")]
    public void A_worker_that_is_not_there_is_one_line_and_exit_code_1(string command)
    {
        string line = CaravanProcess
            .Run(command, "-m", CaravanProcess.AustenModel, "--rpc", "127.0.0.1:1")
            .Refusal(exitCode: 1);
        Assert.StartsWith("worker 127.0.0.1:1: cannot connect", line, StringComparison.Ordinal);
    }

    [Fact]
    public void A_device_that_no_worker_has_is_a_usage_error_that_lists_those_there_are()
    {
        using WorkerProcess worker = new();
        string line = CaravanProcess
            .Run("run", "-m", CaravanProcess.AustenModel, "--rpc", worker.Address, "-ot", "exps=RPC7")
            .Refusal(exitCode: 2);
        Assert.Contains("there is no device RPC7", line, StringComparison.Ordinal);
        Assert.Contains($"RPC0[{worker.Address}]", line, StringComparison.Ordinal);
    }

    [Fact]
    public void A_worker_ends_within_two_seconds_of_SIGTERM()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "signals are sent with kill, which this system lacks");
        using WorkerProcess worker = new();
        Assert.Equal(0, worker.Terminate(TimeSpan.FromSeconds(2)));
    }

    [Theory]
    [InlineData("0.0.0.0")]
    [InlineData("::")]
    public void A_worker_for_other_machines_is_refused_without_being_asked_for_twice(string host)
    {
        string line = CaravanProcess.Run("worker", "-H", host, "-p", "0").Refusal(exitCode: 2);
        Assert.Contains("--insecure", line, StringComparison.Ordinal);
    }

    [Fact]
    public void A_worker_for_other_machines_runs_where_it_is_asked_for_twice()
    {
        using WorkerProcess worker = new("-H", "0.0.0.0", "--insecure");
        Assert.Contains(
            $"RPC0[{worker.Address}]",
            CaravanProcess.Run("run", "--list-devices", "--rpc", worker.Address).Success(),
            StringComparison.Ordinal
        );
    }

    private static string Complete(IEnumerable<string> options) =>
        CaravanProcess
            .Run([
                "run",
                "-m",
                CaravanProcess.AustenModel,
                "-p",
                Prompt,
                "-n",
                $"{Tokens}",
                "--temp",
                "0",
                "-c",
                "256",
                .. options,
            ])
            .Success();
}
