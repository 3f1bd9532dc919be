// Caches of every type on the peers' own workers, beside the F16 cache whose logits are golden.
using Caravan.Engine;
using Caravan.Engine.Tests;
using Caravan.Tensors;

namespace Caravan.Rpc.Tests.Client;

public class RealPeerCacheTests(ITestOutputHelper output)
{
    // As for our own caches: each bit less doubles the error of logits whose standard deviation is 4.
    private const double EightBitBar = 0.1;
    private const double FewBitBar = 0.8;
    private const double FourBitBar = 1.6;

    [Theory]
    [InlineData("K", TensorType.BF16, EightBitBar)]
    [InlineData("K", TensorType.Q8_0, EightBitBar)]
    [InlineData("K", TensorType.Q6_0, FewBitBar)]
    [InlineData("K", TensorType.Q4_0, FourBitBar)]
    [InlineData("K", TensorType.IQ4_NL, FourBitBar)]
    [InlineData("K", TensorType.Q8_KV, EightBitBar)]
    [InlineData("B", TensorType.BF16, EightBitBar)]
    [InlineData("B", TensorType.Q8_0, EightBitBar)]
    [InlineData("B", TensorType.Q5_1, FewBitBar)]
    [InlineData("B", TensorType.Q4_0, FourBitBar)]
    [InlineData("B", TensorType.IQ4_NL, FourBitBar)]
    public void A_cache_of_any_type_stays_near_the_golden(string dialect, TensorType type, double bar)
    {
        RpcEndpoint peer = RemoteRun.RealPeerOf(dialect);
        GoldenCase golden = GoldenCase.Load("llama-f16-flash");
        SessionOptions options = golden.Options with { KeyCacheType = type, ValueCacheType = type };
        using RemoteRun run = new(peer, golden.ModelPath, options);
        double difference = ModelRun.LargestDifference(golden.Logits, run.AllLogits(golden.Prompt));
        output.WriteLine($"{dialect} {type}: largest difference {difference:F4}, bar {bar}");
        Assert.True(difference <= bar, $"largest difference {difference:F4} exceeds {bar}");
    }
}
