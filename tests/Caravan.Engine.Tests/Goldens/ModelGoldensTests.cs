// Logits and greedy tokens of small models against those of llama.cpp and ik_llama.cpp.
using Caravan.TestSupport;

namespace Caravan.Engine.Tests;

public sealed class ModelGoldensTests(ITestOutputHelper output)
{
    // Two engines with F16 weights and cache are 0.01 to 0.02 apart; a wrong formula is off by the spread, about 4.
    private const float PlainBar = 0.02f;
    private const float LatentBar = 0.03f;

    // Where one engine alone was recorded: between the distances found for quantized weights and a wrong formula.
    private const float QuantizedBar = 0.9f;

    public static TheoryData<string> HalfCases() => Cases(n => n.Contains("-f16", Ordinal) && !n.Contains("-kv", Ordinal));

    public static TheoryData<string> CacheCases() => Cases(n => n.Contains("-kv", Ordinal));

    public static TheoryData<string> QuantizedCases() => Cases(n => !n.Contains("-f16", Ordinal));

    [Theory]
    [MemberData(nameof(HalfCases))]
    public void With_half_weights_and_cache_logits_and_greedy_tokens_are_those_of_the_other_engine(string name)
    {
        GoldenCase golden = GoldenCase.Read(name);
        float bar = name.StartsWith("deepseek2", Ordinal) ? LatentBar : PlainBar;
        using DeviceRun run = new(golden.ModelPath, golden.Options);

        float[] logits = run.Evaluate(golden.Prompt);
        float difference = golden.LargestDifference(logits);
        output.WriteLine($"{name}: {difference}, bar {bar}");
        Assert.InRange(difference, 0, bar);

        for (int step = 0; step < golden.GreedyTokens.Length && golden.GreedyGaps[step] >= 2 * bar; step++)
        {
            int token = LargestOfLast(logits, run.VocabularySize);
            Assert.Equal(golden.GreedyTokens[step], token);
            logits = run.Evaluate(token);
        }
    }

    [Theory]
    [MemberData(nameof(CacheCases))]
    public void With_a_quantized_cache_logits_are_as_near_as_two_other_engines_are(string name)
    {
        GoldenCase golden = GoldenCase.Read(name);
        using DeviceRun run = new(golden.ModelPath, golden.Options);

        float difference = golden.LargestDifference(run.Evaluate(golden.Prompt));

        float bar = 1.5f * golden.DistanceToOtherEngine!.Value;
        output.WriteLine($"{name}: {difference}, bar {bar}");
        Assert.InRange(difference, 0, bar);
    }

    [Theory]
    [MemberData(nameof(QuantizedCases))]
    public void With_quantized_weights_logits_are_near_the_other_engine_and_no_further_from_the_exact_ones(string name)
    {
        GoldenCase golden = GoldenCase.Read(name);
        using DeviceRun run = new(golden.ModelPath, golden.Options);
        using DeviceRun exact = new(golden.ModelPath, golden.Options, expandWeights: true);

        float[] logits = run.Evaluate(golden.Prompt);
        float[] reference = exact.Evaluate(golden.Prompt);

        float difference = golden.LargestDifference(logits);
        float bar = 1.5f * golden.DistanceToOtherEngine ?? QuantizedBar;
        double ours = RootMeanSquareError(logits, reference);
        double theirs = RootMeanSquareError(golden.Logits, reference);
        output.WriteLine($"{name}: {difference}, bar {bar}; error {ours:F4}, theirs {theirs:F4}");
        Assert.InRange(difference, 0, bar);
        Assert.InRange(ours, 0, theirs);
    }

    private const StringComparison Ordinal = StringComparison.Ordinal;

    private static TheoryData<string> Cases(Func<string, bool> isWanted)
    {
        TheoryData<string> cases = [];
        if (!SharedFolder.Exists)
        {
            // One case, which skips with the reason.
            cases.Add("llama-f16");
            return cases;
        }

        foreach (string path in Directory.GetFiles(SharedFolder.Require("goldens/models"), "*.json").Order())
        {
            string name = Path.GetFileNameWithoutExtension(path);
            if (isWanted(name))
            {
                cases.Add(name);
            }
        }

        return cases;
    }

    private static int LargestOfLast(float[] logits, int vocabulary)
    {
        ReadOnlySpan<float> last = logits.AsSpan(logits.Length - vocabulary);
        int best = 0;
        for (int i = 1; i < last.Length; i++)
        {
            best = last[i] > last[best] ? i : best;
        }

        return best;
    }

    private static double RootMeanSquareError(float[] values, float[] reference)
    {
        double sum = 0;
        for (int i = 0; i < values.Length; i++)
        {
            double difference = (double)values[i] - reference[i];
            sum += difference * difference;
        }

        return Math.Sqrt(sum / values.Length);
    }
}
