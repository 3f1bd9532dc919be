// Runs a model file over tokens for tests: all logits, greedy continuations.
using Caravan.Cpu;

namespace Caravan.Engine.Tests;

/// <summary>Short runs of a model on the CPU.</summary>
internal static class ModelRun
{
    /// <summary>Logits of every token, evaluated in micro-batches of the options' size.</summary>
    internal static float[] AllLogits(string path, SessionOptions options, ReadOnlySpan<int> tokens, int threads = 1)
    {
        using CpuDevice device = new(threads);
        using LoadedModel model = LoadedModel.Open(path, device);
        using InferenceSession session = new(model, options);
        List<float> all = [];
        while (tokens.Length > 0)
        {
            int count = Math.Min(tokens.Length, session.MicroBatchSize);
            session.EvaluateMicroBatch(tokens[..count], count);
            for (int i = 0; i < count; i++)
            {
                all.AddRange(session.Logits(i));
            }

            tokens = tokens[count..];
        }

        return [.. all];
    }

    /// <summary>The tokens that greedy choice adds to a prompt.</summary>
    internal static int[] Greedy(string path, SessionOptions options, ReadOnlySpan<int> prompt, int count)
    {
        using CpuDevice device = new(1);
        using LoadedModel model = LoadedModel.Open(path, device);
        using InferenceSession session = new(model, options);
        session.Evaluate(prompt);
        int[] tokens = new int[count];
        for (int i = 0; i < count; i++)
        {
            tokens[i] = Best(session.Logits());
            session.Evaluate([tokens[i]]);
        }

        return tokens;
    }

    /// <summary>Index of the largest logit, the first of equals.</summary>
    internal static int Best(ReadOnlySpan<float> logits)
    {
        int best = 0;
        for (int i = 1; i < logits.Length; i++)
        {
            best = logits[i] > logits[best] ? i : best;
        }

        return best;
    }

    /// <summary>Largest absolute difference.</summary>
    internal static double LargestDifference(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        Assert.Equal(a.Length, b.Length);
        double largest = 0;
        for (int i = 0; i < a.Length; i++)
        {
            largest = Math.Max(largest, Math.Abs(a[i] - b[i]));
        }

        return largest;
    }

    /// <summary>Root of the mean squared difference.</summary>
    internal static double RootMeanSquare(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        Assert.Equal(a.Length, b.Length);
        double sum = 0;
        for (int i = 0; i < a.Length; i++)
        {
            sum += ((double)a[i] - b[i]) * ((double)a[i] - b[i]);
        }

        return Math.Sqrt(sum / a.Length);
    }

    /// <summary>
    /// Asserts that two greedy runs agree up to the first step whose gap between the two best logits is smaller than what
    /// rounding can turn around.
    /// </summary>
    internal static void AssertGreedy(int[] expected, double[] gaps, int[] actual, double rounding)
    {
        for (int i = 0; i < expected.Length; i++)
        {
            if (gaps[i] < rounding)
            {
                return;
            }

            Assert.True(
                expected[i] == actual[i],
                $"token {i} is {actual[i]} instead of {expected[i]} at a gap of {gaps[i]}"
            );
        }
    }
}
