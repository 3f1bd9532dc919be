// Whole models on our own worker, in both dialects: beside other engines' goldens and beside this process.
using Caravan.Cpu;
using Caravan.Engine;
using Caravan.Engine.Tests;
using Caravan.Rpc.Tests.Hostile;

namespace Caravan.Rpc.Tests.Client;

public class WorkerModelTests(WorkerFixture worker) : IClassFixture<WorkerFixture>
{
    [Theory]
    [MemberData(nameof(RealPeerModelTests.Cases), MemberType = typeof(RealPeerModelTests))]
    public void A_model_on_a_worker_gives_what_this_process_and_the_golden_give(string dialect, string name)
    {
        GoldenCase golden = GoldenCase.Load(name);
        using CpuDevice cpu = new(1);
        using LoadedModel model = LoadedModel.Open(golden.ModelPath, cpu);
        using InferenceSession local = new(model, golden.Options);
        local.EvaluateMicroBatch(golden.Prompt, golden.Prompt.Length);
        RpcEndpoint endpoint = new("127.0.0.1", worker.Port);
        using RemoteRun run = new(
            endpoint,
            golden.ModelPath,
            golden.Options,
            Dialect.All.Single(d => d.Name == dialect)
        );
        float[] logits = run.AllLogits(golden.Prompt);
        double bar = golden.IsLatent ? 0.03 : 0.02;
        Assert.True(
            ModelRun.LargestDifference(golden.Logits, logits) <= bar,
            $"logits are more than {bar} off the golden"
        );
        // For K the parts of a latent key change places, and with them the order of its sums.
        if (dialect != Dialect.Ik.Name || !golden.IsLatent)
        {
            for (int i = 0; i < golden.Prompt.Length; i++)
            {
                int length = local.Logits(i).Length;
                Assert.True(
                    local.Logits(i).SequenceEqual(logits.AsSpan(i * length, length)),
                    $"logits of token {i} differ from this process's"
                );
            }
        }

        run.LastOutput = golden.Prompt.Length - 1;
        ModelRun.AssertGreedy(golden.Greedy, golden.Gaps, run.Greedy(golden.Greedy.Length), 2 * bar);
    }
}
