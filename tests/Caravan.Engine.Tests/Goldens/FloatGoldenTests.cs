// F16 weights against the logits of other engines: every architecture, form of attention and cache type.
namespace Caravan.Engine.Tests;

public class FloatGoldenTests(ITestOutputHelper output)
{
    private const double Bar = 0.02;
    private const double LatentBar = 0.03;

    public static TheoryData<string> Cases =>
        [
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
            "deepseek2-v3-form-b-f16-mla2",
            "deepseek2-v3-form-b-f16-mla2-flash",
            "deepseek2-v3-form-b-f16-mla3",
            "deepseek2-v3-form-b-f16-mla3-flash",
            "deepseek2-v3-form-c-f16-mla0",
            "deepseek2-v3-form-c-f16-mla0-flash",
            "deepseek2-v3-form-c-f16-mla1",
            "deepseek2-v3-form-c-f16-mla1-flash",
            "deepseek2-v3-form-c-f16-mla2",
            "deepseek2-v3-form-c-f16-mla2-flash",
            "deepseek2-v3-form-c-f16-mla3",
            "deepseek2-v3-form-c-f16-mla3-flash",
        ];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Logits_and_greedy_tokens_equal_the_other_engine(string name)
    {
        GoldenCase golden = GoldenCase.Load(name);
        double bar = golden.IsLatent ? LatentBar : Bar;
        float[] logits = ModelRun.AllLogits(golden.ModelPath, golden.Options, golden.Prompt);
        double difference = ModelRun.LargestDifference(golden.Logits, logits);
        output.WriteLine($"{name}: largest difference {difference:F4}, bar {bar}");
        Assert.True(difference <= bar, $"largest difference {difference:F4} exceeds {bar}");
        int[] greedy = ModelRun.Greedy(golden.ModelPath, golden.Options, golden.Prompt, golden.Greedy.Length);
        ModelRun.AssertGreedy(golden.Greedy, golden.Gaps, greedy, 2 * bar);
    }

    [Theory]
    [InlineData("llama-f16-flash-kvq8_0")]
    [InlineData("qwen3-f16-flash-kvq8_0")]
    [InlineData("qwen3-f16-flash-kvq4_0")]
    public void Quantized_caches_stay_within_the_distance_of_two_engines(string name)
    {
        GoldenCase golden = GoldenCase.Load(name);
        float[] logits = ModelRun.AllLogits(golden.ModelPath, golden.Options, golden.Prompt);
        double difference = ModelRun.LargestDifference(golden.Logits, logits);
        double bar = 1.5 * golden.OtherEngineDifference!.Value;
        output.WriteLine($"{name}: largest difference {difference:F4}, bar {bar:F4}");
        Assert.True(difference <= bar, $"largest difference {difference:F4} exceeds {bar:F4}");
    }
}
