// Compares locally typical sampling with llama.cpp's.
using Caravan.Engine.Sampling;

namespace Caravan.Oracle.Tests.Sampling;

public sealed class TypicalOracleTests
{
    /// <summary>
    /// llama.cpp sorts by the distance of -ln p from the entropy and leaves the order of equal distances open, so what is
    /// compared place by place is the distance. Both sum the entropy in single precision, so up to 1500 candidates are
    /// compared: with 32,000 it is uncertain by more than 1e-5, which reorders the two sides of it.
    /// </summary>
    [Fact]
    public void Typical_leaves_what_llama_leaves()
    {
        for (int seed = 0; seed < 200; seed++)
        {
            Random random = new(seed);
            float p = (float)(0.01 + (0.98 * random.NextDouble()));
            int minKeep = random.Next(4);
            float[] logits = RandomLogits.Create(seed, Math.Min(1500, RandomLogits.SizeFor(seed)));
            CandidateList list = new(logits.Length);
            list.Load(logits);
            using LlamaCandidates candidates = new(logits);
            using LlamaSampler theirs = LlamaSampler.Typical(p, minKeep);
            theirs.Apply(candidates);
            new TypicalSampler(p, minKeep).Apply(list);
            Compare(logits, list, candidates.Data, $"seed {seed}, p {p}, at least {minKeep}");
        }
    }

    private static void Compare(
        float[] logits,
        CandidateList ours,
        ReadOnlySpan<LlamaTokenData> theirs,
        string situation
    )
    {
        double sum = logits.Sum(logit => Math.Exp(logit));
        double entropy = logits.Sum(logit => -Math.Exp(logit) / sum * Math.Log(Math.Exp(logit) / sum));
        Assert.True(ours.Count == theirs.Length, $"{ours.Count} candidates for {theirs.Length}, {situation}");
        Assert.False(ours.IsSorted);
        HashSet<int> tokens = [];
        for (int i = 0; i < theirs.Length; i++)
        {
            double expected = Math.Abs(-Math.Log(theirs[i].Probability) - entropy);
            double actual = Math.Abs(-Math.Log(ours.Probabilities[i]) - entropy);
            Assert.True(Math.Abs(expected - actual) < 1e-5, $"place {i}: {actual} for {expected}, {situation}");
            Assert.Equal(logits[ours.Tokens[i]], ours.Logits[i]);
            Assert.True(tokens.Add(ours.Tokens[i]));
        }
    }
}
