// Requests that share steps over a worker give what each gives alone there.
using Caravan.Cpu;
using Caravan.Engine;
using Caravan.Engine.Batching;
using Caravan.Engine.Tests.Batching;
using Caravan.Graph;
using Caravan.Rpc.Tests.Hostile;
using Caravan.Tensors;
using Caravan.TestSupport;

namespace Caravan.Rpc.Tests.Client;

public class BatchOverWorkerTests(WorkerFixture worker) : IClassFixture<WorkerFixture>
{
    [Theory]
    [InlineData("K", "austen-llama-Q8_0", true, TensorType.F16)]
    [InlineData("B", "austen-llama-Q8_0", true, TensorType.F16)]
    [InlineData("B", "austen-llama-Q8_0", false, TensorType.F16)]
    [InlineData("K", "austen-qwen3moe-Q4_K_M", true, TensorType.F16)]
    [InlineData("K", "austen-llama-Q8_0", false, TensorType.Q8_KV)]
    public async Task Requests_over_a_worker_give_the_tokens_each_gives_alone(
        string dialect,
        string name,
        bool flash,
        TensorType keys
    )
    {
        using CpuDevice home = new(1);
        using RpcServer server = RpcServer.Connect(
            new RpcEndpoint("127.0.0.1", worker.Port),
            new RpcClientOptions { Dialect = Dialect.All.Single(d => d.Name == dialect) }
        );
        SessionOptions options = new()
        {
            ContextLength = 256,
            MicroBatchSize = 64,
            FlashAttention = flash,
            KeyCacheType = keys,
        };
        IDevice[] devices = [server.Devices[0], home];
        PlacementRequest request = new()
        {
            Overrides = [new TensorOverride("blk\\.[1-9]\\..*", server.Devices[0].Info.Name)],
        };
        using LoadedModel model = LoadedModel.Open(
            SharedFolder.Require($"models/{name}.gguf"),
            devices,
            request,
            _ => options
        );
        await BatchRunner.AssertAsAlone(model, options, 3, BatchRunner.Prompts(5), 12, seed: 4);
    }

    [Theory]
    [InlineData("K", TensorType.Q6_0, true)]
    [InlineData("K", TensorType.Q8_KV, true)]
    [InlineData("K", TensorType.F16, false)]
    [InlineData("K", TensorType.Q8_0, false)]
    [InlineData("B", TensorType.Q6_0, false)]
    [InlineData("B", TensorType.F16, false)]
    public void A_device_says_of_which_types_it_stores_only_consecutive_rows(
        string dialect,
        TensorType type,
        bool consecutive
    )
    {
        using RpcServer server = RpcServer.Connect(
            new RpcEndpoint("127.0.0.1", worker.Port),
            new RpcClientOptions { Dialect = Dialect.All.Single(d => d.Name == dialect) }
        );
        IDevice device = server.Devices[0];
        Assert.Equal(consecutive, device.StoresConsecutiveRowsOnly(type));
    }

    [Fact]
    public async Task A_request_whose_prefix_is_on_a_lost_worker_ends_with_the_error()
    {
        using CpuDevice home = new(1);
        using RpcServer server = RpcServer.Connect(new RpcEndpoint("127.0.0.1", worker.Port), new RpcClientOptions());
        SessionOptions options = new() { ContextLength = 256, FlashAttention = true };
        using LoadedModel model = LoadedModel.Open(
            SharedFolder.Require("models/austen-llama-Q8_0.gguf"),
            [server.Devices[0], home],
            new PlacementRequest { GpuLayers = 99 },
            _ => options
        );
        using InferenceScheduler scheduler = new(model, new SchedulerOptions { Slots = 2, Session = options });
        int[] first = [.. Enumerable.Range(0, 120).Select(i => 3 + (i * 37 % 250))];
        await scheduler.Accept(BatchRunner.Greedy(first, 2)).Tokens();
        server.Dispose();

        // It shares too little to take the other's slot: rows have to be copied, from a device that is gone.
        Generation lost = scheduler.Accept(BatchRunner.Greedy([.. first[..20], 5, 6, 7], 4));
        await Assert.ThrowsAnyAsync<DeviceException>(() => lost.Completion.WaitAsync(TimeSpan.FromSeconds(10)));
        await Assert.ThrowsAnyAsync<DeviceException>(lost.Tokens);
    }
}
