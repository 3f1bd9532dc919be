// Every type a cache may have, beside the F16 cache whose logits are golden.
using Caravan.Tensors;

namespace Caravan.Engine.Tests;

public class CacheTypeTests
{
    // Largest differences of the 7 x 512 logits, whose standard deviation is 4: a wrong formula shows as several times
    // that. Each bit less doubles the error; eight bits cost 0.05 elsewhere.
    private const double EightBitBar = 0.1;
    private const double FewBitBar = 0.8;
    private const double FourBitBar = 1.6;

    [Theory]
    [InlineData(TensorType.F32, EightBitBar)]
    [InlineData(TensorType.BF16, EightBitBar)]
    [InlineData(TensorType.Q8_0, EightBitBar)]
    [InlineData(TensorType.Q8_KV, EightBitBar)]
    [InlineData(TensorType.Q6_0, FewBitBar)]
    [InlineData(TensorType.Q5_0, FewBitBar)]
    [InlineData(TensorType.Q5_1, FewBitBar)]
    [InlineData(TensorType.Q4_0, FourBitBar)]
    [InlineData(TensorType.Q4_1, FourBitBar)]
    [InlineData(TensorType.IQ4_NL, FourBitBar)]
    public void A_cache_of_any_type_stays_near_the_golden_and_keeps_its_bits_in_any_micro_batch(
        TensorType type,
        double bar
    )
    {
        GoldenCase golden = GoldenCase.Load("llama-f16-flash");
        SessionOptions options = golden.Options with { KeyCacheType = type, ValueCacheType = type };
        float[] logits = ModelRun.AllLogits(golden.ModelPath, options, golden.Prompt);
        double difference = ModelRun.LargestDifference(golden.Logits, logits);
        Assert.True(difference <= bar, $"largest difference {difference:F4} exceeds {bar}");
        float[] onebyone = ModelRun.AllLogits(golden.ModelPath, options with { MicroBatchSize = 1 }, golden.Prompt);
        Assert.Equal(logits, onebyone);
    }

    [Theory]
    [InlineData("deepseek2-v3-form-b-f16-mla1-flash")]
    [InlineData("deepseek2-v3-form-b-f16-mla0-flash")]
    public void A_latent_cache_may_have_a_scale_for_each_row(string name)
    {
        GoldenCase golden = GoldenCase.Load(name);
        SessionOptions options = golden.Options with
        {
            KeyCacheType = TensorType.Q8_KV,
            ValueCacheType = TensorType.Q8_KV,
        };
        double difference = ModelRun.LargestDifference(
            golden.Logits,
            ModelRun.AllLogits(golden.ModelPath, options, golden.Prompt)
        );
        Assert.True(difference <= 3 * EightBitBar, $"largest difference {difference:F4}");
    }
}
