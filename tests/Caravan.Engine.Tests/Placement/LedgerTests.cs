// The account of steps: as JSON lines, and at no cost in managed memory.
using System.Text.Json;
using Caravan.Cpu;
using Caravan.Graph;
using Caravan.TestSupport;

namespace Caravan.Engine.Tests;

[Collection(nameof(AloneCollection))]
public class LedgerTests
{
    private static readonly SessionOptions Options = new() { ContextLength = 512, MicroBatchSize = 64 };

    [Fact]
    public void Each_step_is_one_json_line_with_a_record_for_each_device()
    {
        using MemoryStream stream = new();
        using CpuDevice cpu = new(1);
        using RecordingDevice worker = new("RPC0[a:1]", []);
        using (LoadedModel model = Open(worker, cpu))
        using (JsonStepLedger ledger = new(stream, ["RPC0[a:1]", "CPU"]))
        {
            using InferenceSession session = new(model, Options, ledger);
            session.Evaluate([3, 4, 5]);
            session.Evaluate([6]);
        }

        string[] lines = System
            .Text.Encoding.UTF8.GetString(stream.ToArray())
            .Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(2, lines.Length);
        using JsonDocument second = JsonDocument.Parse(lines[1]);
        JsonElement root = second.RootElement;
        Assert.Equal((1, 1, 256), (Integer(root, "step"), Integer(root, "tokens"), Integer(root, "cache_length")));
        JsonElement[] devices = [.. root.GetProperty("devices").EnumerateArray()];
        Assert.Equal(["RPC0[a:1]", "CPU"], devices.Select(d => d.GetProperty("name").GetString()));
        // One hidden state, position, mask, cache row and output row go, the logits come.
        Assert.Equal(1024 + 4 + 512 + 8 + 4, Integer(devices[0], "bytes_to"));
        Assert.Equal(2048, Integer(devices[0], "bytes_from"));
        Assert.Equal(
            (5, 1, 1),
            (
                Integer(devices[0], "messages_to"),
                Integer(devices[0], "messages_from"),
                Integer(devices[0], "round_trips")
            )
        );
        Assert.Equal((1, 1), (Integer(devices[0], "stages"), Integer(devices[1], "stages")));
        Assert.True(Integer(devices[0], "run_us") > 0);
        Assert.Equal(0, Integer(devices[1], "bytes_to"));
    }

    [Fact]
    public void Steps_of_the_CPU_alone_are_told_without_traffic()
    {
        StepAccounts accounts = new();
        using CpuDevice cpu = new(1);
        using (
            LoadedModel model = LoadedModel.Open(
                SharedFolder.Require("goldens/models/llama-f16.gguf"),
                [cpu],
                new PlacementRequest(),
                _ => Options
            )
        )
        {
            using InferenceSession session = new(model, Options, accounts);
            session.Evaluate([3, 4, 5]);
            session.Evaluate([6]);
        }

        Assert.Equal(2, accounts.Steps.Count);
        DeviceRecord record = Assert.Single(accounts.Steps[1]);
        Assert.True(record.RunTicks > 0);
        Assert.Equal(new DeviceRecord { RunTicks = record.RunTicks, Stages = 1 }, record);
    }

    [Theory]
    [InlineData("austen-llama-Q4_K_M", null)]
    [InlineData("austen-qwen3moe-Q4_K_M", "exps")]
    public void A_token_over_three_devices_allocates_nothing(string name, string? atHome)
    {
        using CpuDevice cpu = new(1);
        using CpuDevice first = new(1);
        using CpuDevice second = new(1);
        using JsonStepLedger ledger = new(Stream.Null, ["RPC0[a:1]", "RPC0[b:2]", "CPU"]);
        using LoadedModel model = LoadedModel.Open(
            SharedFolder.Require($"models/{name}.gguf"),
            [new RenamedDevice("RPC0[a:1]", first), new RenamedDevice("RPC0[b:2]", second), cpu],
            (atHome is null ? new PlacementRequest() : SplitRun.Request((atHome, "CPU"))) with
            {
                TensorSplit = [1, 1],
            },
            _ => Options
        );
        using InferenceSession session = new(model, Options, ledger);
        int[] token = [11];
        for (int i = 0; i < 270; i++)
        {
            session.Evaluate(token);
        }

        Assert.Equal(0, ProcessAllocation.OfCheapestStretch(40, () => session.Evaluate(token)));
    }

    private static LoadedModel Open(IDevice worker, IDevice cpu) =>
        LoadedModel.Open(
            SharedFolder.Require("goldens/models/llama-f16.gguf"),
            [worker, cpu],
            new PlacementRequest(),
            _ => Options
        );

    private static int Integer(JsonElement element, string name) => element.GetProperty(name).GetInt32();
}
