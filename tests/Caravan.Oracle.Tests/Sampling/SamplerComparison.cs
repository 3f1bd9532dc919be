// Runs a sampler beside llama.cpp's and compares what they leave.
using Caravan.Engine.Sampling;

namespace Caravan.Oracle.Tests.Sampling;

/// <summary>Compares candidates, order, logits, probabilities and selection.</summary>
internal static class SamplerComparison
{
    private const int Seeds = 40;
    private const int Steps = 4;

    /// <summary>Compares over many seeds, on the whole list and after a top-k of 50.</summary>
    /// <param name="create">Makes the pair for a seed and a number of candidates.</param>
    /// <param name="history">Whether both are told random tokens at first.</param>
    /// <param name="fewest">The least number of candidates.</param>
    /// <param name="spread">The standard deviation of the logits; 0 draws one, too.</param>
    public static void Run(
        Func<int, int, (ISampler Ours, LlamaSampler Theirs)> create,
        bool history = false,
        int fewest = 1,
        double spread = 0
    )
    {
        for (int seed = 0; seed < Seeds; seed++)
        {
            foreach (bool afterTopK in new[] { false, true })
            {
                int count = Math.Max(fewest, RandomLogits.SizeFor(seed));
                (ISampler ours, LlamaSampler theirs) = create(seed, count);
                using (theirs)
                {
                    if (history)
                    {
                        AcceptHistory(ours, theirs, seed, count);
                    }

                    RunSteps(ours, theirs, seed, count, afterTopK, spread);
                }
            }
        }
    }

    /// <summary>Asserts that both lists are the same, probabilities and logits within 1e-5 (relative above 1).</summary>
    public static void AssertSame(CandidateList ours, LlamaCandidates theirs, string situation)
    {
        ReadOnlySpan<LlamaTokenData> expected = theirs.Data;
        Assert.True(ours.Count == expected.Length, $"{ours.Count} candidates for {expected.Length}, {situation}");
        for (int i = 0; i < expected.Length; i++)
        {
            // The order of equal logits is open in llama.cpp; masked candidates are the equal ones that come up.
            bool same =
                (ours.Tokens[i] == expected[i].Token || expected[i].Logit == float.NegativeInfinity)
                && IsNear(expected[i].Logit, ours.Logits[i])
                && IsNear(expected[i].Probability, ours.Probabilities[i]);
            if (!same)
            {
                Assert.Fail(
                    $"candidate {i}: token {ours.Tokens[i]} for {expected[i].Token}, logit {ours.Logits[i]} for "
                        + $"{expected[i].Logit}, probability {ours.Probabilities[i]} for {expected[i].Probability}, "
                        + situation
                );
            }
        }

        Assert.True(
            theirs.SelectedIndex == ours.SelectedIndex,
            $"candidate {ours.SelectedIndex} is selected for {theirs.SelectedIndex}, {situation}"
        );
    }

    /// <summary>Tells both the same tokens, from a small range so that they repeat.</summary>
    public static void AcceptHistory(ISampler ours, LlamaSampler theirs, int seed, int count)
    {
        Random random = new(seed);
        int length = random.Next(120);
        for (int i = 0; i < length; i++)
        {
            int token = random.Next(Math.Min(count, 2 + (seed % 9)));
            ours.Accept(token);
            theirs.Accept(token);
        }
    }

    private static void RunSteps(ISampler ours, LlamaSampler theirs, int seed, int count, bool afterTopK, double spread)
    {
        CandidateList list = new(count);
        using LlamaSampler topK = LlamaSampler.TopK(50);
        for (int step = 0; step < Steps; step++)
        {
            float[] logits = RandomLogits.Create((seed * Steps) + step, count, spread);
            using LlamaCandidates candidates = new(logits);
            list.Load(logits);
            list.Probabilities.Clear();
            if (afterTopK)
            {
                topK.Apply(candidates);
                list.KeepTop(50);
            }

            ours.Apply(list);
            theirs.Apply(candidates);
            AssertSame(list, candidates, $"seed {seed}, {count} tokens, step {step}, after top-k {afterTopK}");
            int next = list.Tokens[Math.Max(list.SelectedIndex, 0)];
            ours.Accept(next);
            theirs.Accept(next);
        }
    }

    private static bool IsNear(float expected, float actual) =>
        expected == actual || Math.Abs(expected - actual) <= 1e-5f * Math.Max(1, Math.Abs(expected));
}
