// Shows, with ik_llama.cpp's rpc-server, that the replayer asks what the recorded client asked.
namespace Caravan.Rpc.Tests.Captures;

public class RealPeerReplayTests
{
    [Theory]
    [MemberData(nameof(CaptureFolders.All), MemberType = typeof(CaptureFolders))]
    public void The_recorded_server_gives_the_recorded_results(string run)
    {
        (string host, int port) = RealPeer.Require(GgmlLayout.K);
        IReadOnlyList<ReplayResult> results = CaptureReplayer.Replay(CaptureFolders.Require(run), host, port);
        float difference = ReplayComparison.Check(results);
        TestContext.Current.TestOutputHelper?.WriteLine($"{results.Count} results, largest difference {difference}");
    }
}
