// Caches of every type on the peers' own workers, beside the F16 cache whose logits are golden.
using Caravan.Engine;
using Caravan.Engine.Tests;
using Caravan.Tensors;

namespace Caravan.Rpc.Tests.Client;

public class RealPeerCacheTests(ITestOutputHelper output)
{
    // As for our own caches: each bit less doubles the error of logits whose standard deviation is 4. The peers round queries
    // to eight bits too, where ours stay F32: at eight bits that is a second error of the same size.
    private const double EightBitBar = 0.1 * 1.5;
    private const double FewBitBar = 0.8;
    private const double FourBitBar = 1.6;

    [Theory]
    [InlineData("K", TensorType.Q8_0, EightBitBar)]
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

    [Theory]
    [InlineData(TensorType.BF16)]
    [InlineData(TensorType.Q6_0)]
    [InlineData(TensorType.Q4_0)]
    [InlineData(TensorType.IQ4_NL)]
    [InlineData(TensorType.Q8_KV)]
    public void A_cache_that_ik_llama_cpp_takes_wrong_with_small_heads_is_refused(TensorType type)
    {
        RpcEndpoint peer = RemoteRun.RealPeerOf("K");
        GoldenCase golden = GoldenCase.Load("llama-f16-flash");
        SessionOptions options = golden.Options with { KeyCacheType = type, ValueCacheType = type };
        Graph.DeviceException refusal = Assert.Throws<Graph.DeviceException>(() =>
            new RemoteRun(peer, golden.ModelPath, options).Dispose()
        );
        Assert.Contains($"{type}", refusal.Message, StringComparison.Ordinal);
        using RemoteRun served = new(peer, golden.ModelPath, golden.Options);
        Assert.NotEmpty(served.AllLogits(golden.Prompt));
    }
}
