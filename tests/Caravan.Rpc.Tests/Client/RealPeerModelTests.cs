// Whole models on the peers' own workers, beside the logits and tokens of other engines.
using Caravan.Engine.Tests;

namespace Caravan.Rpc.Tests.Client;

public class RealPeerModelTests(ITestOutputHelper output)
{
    private const double Bar = 0.02;
    private const double LatentBar = 0.03;

    public static TheoryData<string, string> Cases
    {
        get
        {
            TheoryData<string, string> cases = [];
            foreach (string dialect in new[] { "K", "B" })
            {
                foreach (
                    string name in new[]
                    {
                        "llama-f16",
                        "llama-f16-flash",
                        "qwen2-f16",
                        "qwen3-f16",
                        "llama-moe-f16",
                        "qwen3moe-f16",
                        "deepseek2-softmax-f16",
                        "deepseek2-v3-f16",
                        "deepseek2-v3-form-b-f16",
                        "deepseek2-v3-form-b-f16-mla0-flash",
                        "deepseek2-v3-form-b-f16-mla1",
                        "deepseek2-v3-form-b-f16-mla1-flash",
                    }
                )
                {
                    cases.Add(dialect, name);
                }
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Logits_and_greedy_tokens_equal_the_golden(string dialect, string name)
    {
        RpcEndpoint peer = RemoteRun.RealPeerOf(dialect);
        GoldenCase golden = GoldenCase.Load(name);
        double bar = golden.IsLatent ? LatentBar : Bar;
        using RemoteRun run = new(peer, golden.ModelPath, golden.Options);
        float[] logits = run.AllLogits(golden.Prompt);
        double difference = ModelRun.LargestDifference(golden.Logits, logits);
        output.WriteLine($"{dialect} {name}: largest difference {difference:F4}, bar {bar}");
        Assert.True(difference <= bar, $"largest difference {difference:F4} exceeds {bar}");
        run.LastOutput = golden.Prompt.Length - 1;
        int[] greedy = run.Greedy(golden.Greedy.Length);
        ModelRun.AssertGreedy(golden.Greedy, golden.Gaps, greedy, 2 * bar);
    }
}
