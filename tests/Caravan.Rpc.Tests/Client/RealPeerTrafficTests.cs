// What a generated token costs on the wire, counted with the peers' own workers.
using System.Diagnostics;
using Caravan.Engine;
using Caravan.Tensors;
using Caravan.TestSupport;

namespace Caravan.Rpc.Tests.Client;

public class RealPeerTrafficTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData("K", TensorType.F16)]
    [InlineData("B", TensorType.F16)]
    [InlineData("K", TensorType.Q8_0)]
    [InlineData("B", TensorType.Q8_0)]
    public void A_token_costs_one_round_trip_and_no_graph(string dialect, TensorType cache)
    {
        RpcEndpoint peer = RemoteRun.RealPeerOf(dialect);
        SessionOptions options = new()
        {
            ContextLength = 512,
            FlashAttention = true,
            KeyCacheType = cache == TensorType.Q8_0 ? TensorType.F16 : cache,
            ValueCacheType = cache == TensorType.Q8_0 ? TensorType.F16 : cache,
        };
        using RemoteRun run = new(peer, SharedFolder.Require("models/stories260K.gguf"), options);
        run.Session.Evaluate([1, 403, 407, 261]);
        run.Session.Evaluate([378]);
        RpcTraffic before = run.Server.Traffic;
        long started = Stopwatch.GetTimestamp();
        const int Tokens = 50;
        for (int i = 0; i < Tokens; i++)
        {
            run.Session.Evaluate([400]);
        }

        TimeSpan elapsed = Stopwatch.GetElapsedTime(started);
        RpcTraffic traffic = run.Server.Traffic - before;
        output.WriteLine($"{dialect}: {traffic}, {elapsed.TotalMilliseconds / Tokens:F3} ms a token");
        Assert.Equal(Tokens, traffic.RoundTrips);
        Assert.True(traffic.BytesOut < Tokens * 2600, $"{traffic.BytesOut} bytes for {Tokens} tokens");
    }
}
