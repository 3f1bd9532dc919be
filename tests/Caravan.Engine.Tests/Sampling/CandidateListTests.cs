// The candidate list orders and cuts as promised, also where logits are equal or masked.
using Caravan.Engine.Sampling;

namespace Caravan.Engine.Tests.Sampling;

public sealed class CandidateListTests
{
    private const float Masked = float.NegativeInfinity;

    /// <summary>Sizes on both sides of the limits between the ways of sorting, and no multiple of a vector.</summary>
    [Theory]
    [InlineData(1, 1)]
    [InlineData(9, 4)]
    [InlineData(257, 40)]
    [InlineData(2049, 2049)]
    [InlineData(5003, 40)]
    [InlineData(5003, 1200)]
    [InlineData(5003, 3000)]
    [InlineData(40_001, 1)]
    [InlineData(40_001, 9000)]
    public void Top_k_is_the_front_of_a_stable_descending_sort(int count, int k)
    {
        float[] logits = [.. TestLogits.Create(5, count, 3).Select(logit => MathF.Round(logit, 2))];
        CandidateList list = Loaded(logits);
        list.KeepTop(k);
        int[] expected = [.. Enumerable.Range(0, count).OrderByDescending(i => logits[i]).Take(k)];
        Assert.Equal(expected, list.Tokens.ToArray());
        Assert.Equal(expected.Select(token => logits[token]), list.Logits.ToArray());
        Assert.True(list.IsSorted);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Top_k_finds_the_largest_in_monotone_logits(bool ascending)
    {
        CandidateList list = Loaded([.. Enumerable.Range(0, 30_000).Select(i => ascending ? i : -(float)i)]);
        list.KeepTop(3);
        Assert.Equal(ascending ? [29_999, 29_998, 29_997] : [0, 1, 2], list.Tokens.ToArray());
    }

    [Fact]
    public void Equal_logits_keep_their_order()
    {
        CandidateList list = Loaded(new float[3000]);
        list.KeepTop(5);
        Assert.Equal([0, 1, 2, 3, 4], list.Tokens.ToArray());
    }

    [Fact]
    public void Both_zeros_are_equal()
    {
        CandidateList list = Loaded([-0.0f, 0.0f, -0.0f]);
        list.Sort();
        Assert.Equal([0, 1, 2], list.Tokens.ToArray());
    }

    [Fact]
    public void Masked_candidates_come_last_with_probability_zero()
    {
        CandidateList list = Loaded([Masked, 1, Masked, 2]);
        list.Sort();
        list.Softmax();
        Assert.Equal([3, 1, 0, 2], list.Tokens.ToArray());
        Assert.Equal([0, 0], list.Probabilities[2..].ToArray());
        Assert.Equal(1, list.Probabilities[0] + list.Probabilities[1], 1e-6f);
    }

    [Fact]
    public void Softmax_gives_an_element_the_same_bits_wherever_it_stands()
    {
        float[] logits = TestLogits.Create(1, 8, 4);
        CandidateList list = Loaded([.. logits, .. logits, .. logits[..5]]);
        list.Exponentials();
        Assert.Equal(list.Probabilities[..8].ToArray(), list.Probabilities[8..16].ToArray());
        Assert.Equal(list.Probabilities[..5].ToArray(), list.Probabilities[16..].ToArray());
    }

    [Fact]
    public void Exponentials_are_exact_to_single_precision()
    {
        float[] logits = TestLogits.Create(2, 4000, 12);
        CandidateList list = Loaded(logits);
        list.Exponentials();
        float max = logits.Max();
        for (int i = 0; i < logits.Length; i++)
        {
            double exact = Math.Exp(logits[i] - max);
            Assert.InRange(list.Probabilities[i], exact * (1 - 2e-7), exact * (1 + 2e-7));
        }
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void A_logit_that_is_no_number_is_refused_with_its_index(float bad)
    {
        for (int index = 0; index < 19; index++)
        {
            float[] logits = new float[19];
            logits[index] = bad;
            InvalidLogitsException error = Assert.Throws<InvalidLogitsException>(() => Loaded(logits));
            Assert.Contains($"index {index} of 19", error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_list_of_masked_candidates_alone_is_refused()
    {
        CandidateList list = Loaded([Masked, Masked]);
        Assert.Throws<InvalidLogitsException>(list.Softmax);
    }

    [Fact]
    public void Logits_beyond_the_capacity_are_refused()
    {
        CandidateList list = new(3);
        Assert.Throws<ArgumentException>(() => list.Load(new float[4]));
        Assert.Throws<ArgumentException>(() => list.Load([]));
        Assert.Throws<ArgumentException>(() => list.Load([1, 2], [0.5f]));
    }

    private static CandidateList Loaded(float[] logits)
    {
        CandidateList list = new(logits.Length);
        list.Load(logits);
        return list;
    }
}
