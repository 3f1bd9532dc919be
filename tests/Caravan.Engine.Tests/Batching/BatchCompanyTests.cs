// A request gives the same tokens in any company.
using Caravan.Cpu;
using Caravan.Tensors;
using Caravan.TestSupport;

namespace Caravan.Engine.Tests.Batching;

public class BatchCompanyTests
{
    [Theory]
    [InlineData("austen-llama-Q8_0", true, TensorType.F16, 8)]
    [InlineData("austen-llama-Q4_K_M", false, TensorType.F16, 8)]
    [InlineData("austen-llama-Q8_0", true, TensorType.Q8_0, 8)]
    [InlineData("austen-llama-Q8_0", true, TensorType.Q8_KV, 3)]
    [InlineData("austen-qwen3moe-Q4_K_M", true, TensorType.F16, 8)]
    [InlineData("austen-qwen3moe-Q4_K_M", false, TensorType.F16, 3)]
    [InlineData("austen-deepseek2-Q4_K_M", true, TensorType.F16, 8)]
    [InlineData("austen-deepseek2-Q4_K_M", false, TensorType.F16, 3)]
    public async Task Requests_that_share_steps_give_the_tokens_each_gives_alone(
        string name,
        bool flash,
        TensorType cache,
        int slots
    )
    {
        using CpuDevice device = new(2);
        using LoadedModel model = LoadedModel.Open(SharedFolder.Require($"models/{name}.gguf"), device);
        SessionOptions options = new()
        {
            ContextLength = 256,
            MicroBatchSize = 64,
            FlashAttention = flash,
            KeyCacheType = cache,
            ValueCacheType = cache,
        };
        await BatchRunner.AssertAsAlone(model, options, slots, BatchRunner.Prompts(8), 24, seed: 1);
    }

    [Fact]
    public async Task A_sequence_over_several_pages_gives_the_tokens_it_gives_alone()
    {
        using CpuDevice device = new(2);
        using LoadedModel model = LoadedModel.Open(SharedFolder.Require("models/stories260K.gguf"), device);
        SessionOptions options = new() { ContextLength = 3000, MicroBatchSize = 256 };
        // Grow side by side so that their pages lie between one another, and one has to begin again from lower pages.
        int[][] prompts =
        [
            .. Enumerable
                .Range(0, 6)
                .Select(p => Enumerable.Range(0, 900 + (p * 300)).Select(i => 3 + ((i + p) * 37 % 450)).ToArray()),
        ];
        await BatchRunner.AssertAsAlone(model, options, 3, prompts, 300, seed: 2);
    }

    [Theory]
    [InlineData(TensorType.F16, false)]
    [InlineData(TensorType.Q8_0, true)]
    public async Task Requests_take_turns_where_a_device_stores_only_consecutive_rows_of_the_cache(
        TensorType storedInRuns,
        bool sharesSteps
    )
    {
        List<DeviceCall> calls = [];
        using RecordingDevice device = new("CPU", calls) { StoredInRuns = storedInRuns };
        using LoadedModel model = LoadedModel.Open(SharedFolder.Require("models/stories260K.gguf"), device);
        SessionOptions options = new() { ContextLength = 512, MicroBatchSize = 64 };
        // Prompts of one token: a step of several tokens is one of several requests.
        await BatchRunner.AssertAsAlone(
            model,
            options,
            3,
            [
                [1],
                [5],
                [9],
            ],
            200,
            seed: 5
        );
        Assert.Equal(sharesSteps, calls.Any(c => c.Tensor == "inp_tokens" && c.Bytes > sizeof(int)));
    }

    [Theory]
    [InlineData("austen-llama-Q8_0", "blk\\.[0-1]\\..*=RPC0[worker0:50052]")]
    [InlineData("austen-deepseek2-Q4_K_M", "blk\\.[1-9]\\..*=RPC0[worker0:50052]")]
    public async Task Requests_over_two_devices_give_the_tokens_each_gives_alone(string name, string place)
    {
        string[] parts = place.Split('=', 2);
        SessionOptions options = new() { ContextLength = 256, MicroBatchSize = 64 };
        using SplitRun run = new(
            SharedFolder.Require($"models/{name}.gguf"),
            1,
            SplitRun.Request((parts[0], parts[1])),
            options
        );
        await BatchRunner.AssertAsAlone(run.Model, options, 4, BatchRunner.Prompts(6), 16, seed: 3);
        Assert.NotEmpty(run.Calls);
    }
}
