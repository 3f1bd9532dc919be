// What a model split between a worker and this process waits for, counted at the socket.
using Caravan.Cpu;
using Caravan.Engine;
using Caravan.Rpc.Tests.Hostile;
using Caravan.TestSupport;

namespace Caravan.Rpc.Tests.Client;

public class CrossingTests(WorkerFixture worker) : IClassFixture<WorkerFixture>
{
    private static readonly SessionOptions Options = new() { ContextLength = 256 };

    [Theory]
    [InlineData("K")]
    [InlineData("B")]
    public void Values_that_cross_together_are_waited_for_once(string dialect)
    {
        RpcClientOptions client = new() { Dialect = Dialect.All.Single(d => d.Name == dialect) };
        using RpcServer server = RpcServer.Connect(new RpcEndpoint("127.0.0.1", worker.Port), client);
        using CpuDevice cpu = new(1);
        using LoadedModel model = LoadedModel.Open(
            SharedFolder.Require("models/austen-qwen3moe-Q4_K_M.gguf"),
            [server.Devices[0], cpu],
            new PlacementRequest { GpuLayers = 99, Overrides = [new TensorOverride("exps", "CPU")] },
            _ => Options
        );
        TokenLedger ledger = new();
        using InferenceSession session = new(model, Options, ledger);
        session.Evaluate([11, 1015, 364]);
        session.Evaluate([258]);
        _ = session.Logits(0);
        RpcTraffic before = server.Traffic;
        const int tokens = 8;
        for (int i = 0; i < tokens; i++)
        {
            session.Evaluate([258]);
            _ = session.Logits(0);
        }

        // Each layer's router and activations go home together, then the logits.
        int crossings = model.Hyperparameters.Layers + 1;
        Assert.Equal(tokens * crossings, (server.Traffic - before).RoundTrips);
        session.Dispose();
        Assert.Equal(ledger.Tokens * crossings, ledger.Sums[0].RoundTrips);
        Assert.True(ledger.Sums[0].MessagesFrom > 2 * ledger.Tokens * crossings, "expected several values a crossing");
    }
}
