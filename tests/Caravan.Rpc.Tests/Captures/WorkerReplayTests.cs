// Recorded clients of ik_llama.cpp, played to our worker: it gives the results that their own server gave.
using Caravan.Rpc.Tests.Hostile;

namespace Caravan.Rpc.Tests.Captures;

public class WorkerReplayTests(WorkerFixture worker) : IClassFixture<WorkerFixture>
{
    [Theory]
    [MemberData(nameof(CaptureFolders.All), MemberType = typeof(CaptureFolders))]
    public void The_worker_gives_the_recorded_results(string run)
    {
        IReadOnlyList<ReplayResult> results = CaptureReplayer.Replay(
            CaptureFolders.Require(run),
            "127.0.0.1",
            worker.Port
        );
        float difference = ReplayComparison.Check(results, ReplayComparison.ToleranceOf(run));
        TestContext.Current.TestOutputHelper?.WriteLine($"{results.Count} results, largest difference {difference}");
    }
}
