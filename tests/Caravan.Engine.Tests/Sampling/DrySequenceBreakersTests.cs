// Sequence breakers find their tokens, whole and overlapping.
using Caravan.Engine.Sampling;

namespace Caravan.Engine.Tests.Sampling;

public sealed class DrySequenceBreakersTests
{
    private static readonly NumberedVocabulary Vocabulary = new(40);

    [Fact]
    public void A_token_that_contains_the_breaker_is_one_alone()
    {
        DrySequenceBreakers breakers = DrySequenceBreakers.FromTexts(["<7>", "3"], Vocabulary);
        Assert.Equal([3, 7, 13, 23, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39], Single(breakers));
    }

    [Fact]
    public void A_breaker_over_two_tokens_ends_a_repetition_only_where_both_stand()
    {
        // "<7><8>" begins in token 7 and goes on in token 8: 7 alone breaks nothing.
        DrySequenceBreakers breakers = DrySequenceBreakers.FromTexts(["<7><8>"], Vocabulary);
        Assert.Empty(Single(breakers));
        Assert.True(Penalized(breakers, [5, 7, 9, 6, 5, 7, 9], 6));
        Assert.False(Penalized(breakers, [5, 7, 8, 6, 5, 7, 8], 6));
    }

    [Fact]
    public void Empty_breakers_are_left_out() => Assert.Empty(Single(DrySequenceBreakers.FromTexts([""], Vocabulary)));

    [Fact]
    public void A_breaker_is_cut_to_forty_bytes() =>
        Assert.Equal([5], Single(DrySequenceBreakers.FromTexts([new string('x', 40) + "y"], new Repeated('x', 6, 40))));

    private static int[] Single(DrySequenceBreakers breakers) =>
        [.. Enumerable.Range(0, 40).Where(breakers.IsSingleToken)];

    private static bool Penalized(DrySequenceBreakers breakers, int[] history, int token)
    {
        DrySampler sampler = new(1, 2, 2, 64, breakers);
        Array.ForEach(history, sampler.Accept);
        CandidateList list = new(40);
        list.Load(new float[40]);
        sampler.Apply(list);
        return list.Logits[token] < 0;
    }

    /// <summary>Token i reads as i times eight of one letter.</summary>
    private sealed class Repeated(char letter, int count, int most) : ISamplingVocabulary
    {
        public int Count => count;

        public bool IsEndOfGeneration(int token) => false;

        public byte[] GetText(int token) => [.. Enumerable.Repeat((byte)letter, Math.Min(token * 8, most))];

        public int[] Tokenize(ReadOnlySpan<byte> text) => [0];
    }
}
