// Workers that cannot be started.
using System.Diagnostics;
using Caravan.Cli.Running;

namespace Caravan.Cli.Tests.Running;

public class OwnedWorkerTests
{
    private const string Shell = "/bin/sh";

    [Fact]
    public void A_program_that_is_not_there_is_named()
    {
        IOException problem = Assert.Throws<IOException>(() =>
            OwnedWorker.Start(new ProcessStartInfo("/nowhere/caravan"))
        );
        Assert.Contains("/nowhere/caravan", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_worker_that_ends_before_it_listens_is_told_with_its_last_words()
    {
        Assert.SkipUnless(File.Exists(Shell), $"there is no {Shell} to play the worker");
        using OwnedWorker worker = OwnedWorker.Start(
            new ProcessStartInfo(Shell, ["-c", "echo first >&2; echo 'error: no port is free' >&2; exit 3"])
        );
        IOException problem = Assert.Throws<IOException>(() => worker.Address(CancellationToken.None));
        Assert.EndsWith(
            "exit code 3 before it listened: error: no port is free",
            problem.Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_worker_that_does_not_end_is_killed()
    {
        Assert.SkipUnless(File.Exists(Shell), $"there is no {Shell} to play the worker");
        ProcessStartInfo program = new(Shell, ["-c", "echo '  endpoint       : 127.0.0.1:7'; exec sleep 600"]);
        OwnedWorker worker = OwnedWorker.Start(program);
        Assert.Equal("127.0.0.1:7", worker.Address(TestContext.Current.CancellationToken));
        long start = Stopwatch.GetTimestamp();
        worker.Dispose();
        Assert.InRange(Stopwatch.GetElapsedTime(start).TotalSeconds, 0, 30);
    }
}
