// Models divided over devices give the logits of one device to the last bit.
using Caravan.TestSupport;

namespace Caravan.Engine.Tests;

public class SplitGoldenTests
{
    private static readonly string[] Models =
    [
        "goldens/models/llama-f16.gguf",
        "goldens/models/llama-moe-f16.gguf",
        "goldens/models/qwen3moe-f16.gguf",
        "goldens/models/deepseek2-v3-f16.gguf",
        "goldens/models/deepseek2-v3-form-c-f16.gguf",
        "models/stories260K.gguf",
        "models/austen-qwen3moe-Q4_K_M.gguf",
        "models/austen-deepseek2-Q4_K_M.gguf",
    ];

    public static TheoryData<string, string> Cases
    {
        get
        {
            TheoryData<string, string> cases = [];
            foreach (string model in Models)
            {
                foreach (string split in Splits.Keys.Where(s => !s.Contains("experts") || !IsDense(model)))
                {
                    cases.Add(model, split);
                }
            }

            return cases;
        }
    }

    private static Dictionary<string, (int Workers, PlacementRequest Request)> Splits { get; } =
        new()
        {
            ["one worker"] = (1, new PlacementRequest()),
            ["one worker, last layer only"] = (1, new PlacementRequest { GpuLayers = 1 }),
            ["two workers"] = (2, new PlacementRequest { TensorSplit = [1, 1] }),
            ["two workers and the CPU"] = (
                2,
                new PlacementRequest { Devices = ["RPC1", "CPU", "RPC0"], TensorSplit = [1, 1, 1] }
            ),
            ["cache at home"] = (1, new PlacementRequest { NoCacheOffload = true }),
            ["experts at home"] = (1, SplitRun.Request(("exps", "CPU"))),
            ["experts of two workers"] = (
                2,
                SplitRun.Request((@"blk\.0\..*exps", "RPC1"), ("exps", "RPC0")) with
                {
                    GpuLayers = 0,
                }
            ),
            ["up experts at home"] = (1, SplitRun.Request(("ffn_up_exps", "CPU"))),
            ["down experts of another worker"] = (
                2,
                SplitRun.Request(("ffn_down_exps", "RPC1")) with
                {
                    TensorSplit = [1, 0],
                }
            ),
            ["feed-forward at home"] = (1, SplitRun.Request((@"ffn_(up|down|gate)\.", "CPU"))),
            ["attention outputs at home"] = (1, SplitRun.Request(("attn_output", "CPU"), ("attn_k", "CPU"))),
        };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Logits_are_those_of_one_device_to_the_last_bit(string model, string split)
    {
        string path = SharedFolder.Require(model);
        int[] tokens = [.. Enumerable.Range(0, 29).Select(i => 3 + (i * 37 % 450))];
        SessionOptions options = new()
        {
            ContextLength = 256,
            MicroBatchSize = 7,
            MaximumOutputs = 7,
        };
        float[] expected = ModelRun.AllLogits(path, options, tokens);
        (int workers, PlacementRequest request) = Splits[split];
        using SplitRun run = new(path, workers, request, options);
        float[] actual = run.AllLogits(tokens);
        Assert.Contains(run.Calls, c => c.Kind == nameof(RecordingProgram.Run));
        Assert.Equal(expected.Select(BitConverter.SingleToInt32Bits), actual.Select(BitConverter.SingleToInt32Bits));
    }

    [Theory]
    [InlineData("goldens/models/llama-f16.gguf", null)]
    [InlineData("goldens/models/deepseek2-v3-form-c-f16.gguf", 1)]
    [InlineData("goldens/models/deepseek2-v3-f16.gguf", 0)]
    public void So_are_those_of_attention_in_products(string model, int? latent)
    {
        string path = SharedFolder.Require(model);
        int[] tokens = [.. Enumerable.Range(0, 15).Select(i => 3 + (i * 37 % 450))];
        SessionOptions options = new()
        {
            ContextLength = 256,
            MicroBatchSize = 7,
            MaximumOutputs = 7,
            FlashAttention = false,
            LatentAttention = latent,
        };
        float[] expected = ModelRun.AllLogits(path, options, tokens);
        using SplitRun run = new(path, 2, new PlacementRequest { TensorSplit = [1, 1] }, options);
        Assert.Equal(
            expected.Select(BitConverter.SingleToInt32Bits),
            run.AllLogits(tokens).Select(BitConverter.SingleToInt32Bits)
        );
    }

    private static bool IsDense(string model) =>
        model.Contains("llama-f16", StringComparison.Ordinal) || model.Contains("stories", StringComparison.Ordinal);
}
