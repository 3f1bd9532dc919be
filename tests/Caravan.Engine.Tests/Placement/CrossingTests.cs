// What crosses for a token, counted by hand.
using Caravan.TestSupport;

namespace Caravan.Engine.Tests;

/// <remarks>
/// The models have 256 elements a hidden state (1024 bytes), a vocabulary of 512 (2048 bytes of logits), and qwen3moe 2 of 8
/// experts with 256 inner elements. For one token over one padding of cache the inputs are 4 bytes of position, 512 of mask
/// (256 halves), 8 of cache row and 4 of output row.
/// </remarks>
public class CrossingTests
{
    private const string Llama = "goldens/models/llama-f16.gguf";
    private const string Experts = "goldens/models/qwen3moe-f16.gguf";

    private static readonly SessionOptions Options = new()
    {
        ContextLength = 256,
        MicroBatchSize = 64,
        MaximumOutputs = 64,
    };

    [Fact]
    public void A_worker_with_all_layers_takes_the_embedding_and_inputs_and_gives_logits()
    {
        using SplitRun run = Step(Llama, 1, new PlacementRequest());
        Assert.Equal((1024 + 4 + 512 + 8 + 4, 2048, 5, 1, 1), run.Traffic(0));
        Assert.Equal((0, 0, 0, 0, 0), run.Traffic(1));
        Assert.Equal((1, 1), (run.Accounts.Steps[^1][0].Stages, run.Accounts.Steps[^1][1].Stages));
    }

    [Fact]
    public void Two_workers_pass_one_hidden_state_on()
    {
        using SplitRun run = Step(Llama, 2, new PlacementRequest { TensorSplit = [1, 1] });
        Assert.Equal([0, 1, 1], run.Model.Placement!.Layers);
        Assert.Equal((1024 + 4 + 512 + 8, 1024, 4, 1, 1), run.Traffic(0));
        Assert.Equal((1024 + 4 + 512 + 8 + 4, 2048, 5, 1, 1), run.Traffic(1));
    }

    [Fact]
    public void Experts_at_home_cost_two_activations_ids_and_weights_a_layer()
    {
        using SplitRun run = Step(Experts, 1, SplitRun.Request(("exps", "CPU")));
        Assert.Equal((1024 + 4 + 512 + 8 + 4 + 1024, 1024 + 8 + 8 + 2048, 6, 4, 2), run.Traffic(0));
    }

    [Fact]
    public void Experts_of_a_worker_cost_two_activations_ids_and_weights_a_layer()
    {
        using SplitRun run = Step(Experts, 1, SplitRun.Request(("exps", "RPC0")) with { GpuLayers = 0 });
        Assert.Equal((1024 + 8 + 8, 1024, 3, 1, 1), run.Traffic(0));
    }

    [Fact]
    public void Ids_of_several_tokens_cross_densely_and_expert_outputs_reduced()
    {
        using SplitRun run = Step(
            Experts,
            1,
            SplitRun.Request(("exps", "RPC0")) with
            {
                GpuLayers = 0,
            },
            [5, 6, 7, 8, 9],
            outputs: 5
        );
        Assert.Equal((5 * (1024 + 8 + 8), 5 * 1024, 3, 1, 1), run.Traffic(0));
    }

    [Fact]
    public void Up_experts_alone_at_home_cost_one_more_activation_and_a_line()
    {
        using SplitRun run = Step(Experts, 1, SplitRun.Request(("ffn_up_exps", "CPU")));
        // There go the hidden state and the ids, back come 256 inner elements of 2 experts; the weights stay.
        Assert.Equal((1024 + 4 + 512 + 8 + 4 + 2048, 1024 + 8 + 2048, 6, 3, 2), run.Traffic(0));
        string notice = Assert.Single(run.Session.Notices);
        Assert.Contains("blk.0.ffn_up_exps.weight is on CPU", notice, StringComparison.Ordinal);
        Assert.Contains("blk.0.ffn_gate_exps.weight on RPC0[worker0:50052]", notice, StringComparison.Ordinal);
    }

    [Fact]
    public void A_layer_of_experts_at_home_takes_one_stage_more_on_each_side()
    {
        using SplitRun run = Step("models/austen-qwen3moe-Q4_K_M.gguf", 1, SplitRun.Request(("exps", "CPU")));
        int layers = run.Model.Hyperparameters.Layers;
        Assert.True(layers > 1);
        run.Traffic(0);
        Assert.Equal((layers + 1, layers + 1), (run.Accounts.Steps[^1][0].Stages, run.Accounts.Steps[^1][1].Stages));
    }

    [Fact]
    public void Inputs_are_written_once_to_a_device_whatever_the_number_of_its_stages()
    {
        using SplitRun run = Step(
            "models/austen-qwen3moe-Q4_K_M.gguf",
            2,
            SplitRun.Request(("exps", "CPU")) with
            {
                TensorSplit = [1, 1],
            }
        );
        int last = run.Calls.FindLastIndex(c =>
            c.Tensor == "inp_pos" && c.Device.Contains("worker0", StringComparison.Ordinal)
        );
        foreach (string worker in new[] { "RPC0[worker0:50052]", "RPC0[worker1:50052]" })
        {
            List<DeviceCall> calls = [.. run.Calls.Skip(last).Where(c => c.Device == worker)];
            Assert.True(calls.Count(c => c.Kind == "Run") > 1);
            foreach (string input in new[] { "inp_pos", "kq_mask", "cache_rows" })
            {
                Assert.Equal(1, calls.Count(c => c.Kind == "Write" && c.Tensor == input));
            }

            Assert.DoesNotContain(calls, c => c.Kind == "Write" && c.Tensor == "inp_tokens");
            Assert.Equal(
                calls.Count(c => c.Kind == "Write"),
                calls.Where(c => c.Kind == "Write").Select(c => c.Tensor).Distinct().Count()
            );
        }
    }

    // A prompt first, so that what is counted is a step in the middle.
    private static SplitRun Step(
        string model,
        int workers,
        PlacementRequest request,
        int[]? tokens = null,
        int outputs = 1
    )
    {
        SplitRun run = new(SharedFolder.Require(model), workers, request, Options);
        run.Session.Evaluate([3, 4]);
        run.Session.EvaluateMicroBatch(tokens ?? [5], outputs);
        return run;
    }
}
