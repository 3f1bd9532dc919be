// Flash attention against plain attention in double precision, and against itself in other company.
using Caravan.Tensors;

namespace Caravan.Cpu.Tests;

public class AttentionKernelTests
{
    [Theory]
    [InlineData(32, 32, 4, 2, 5, 64, 0)]
    [InlineData(8, 8, 8, 4, 7, 256, 3)] // heads of 8, as in the smallest models
    [InlineData(128, 128, 4, 4, 1, 2304, 2200)] // three spans, generation
    [InlineData(64, 64, 2, 1, 70, 1280, 1100)] // two spans, more queries than a task takes
    [InlineData(192, 128, 4, 4, 3, 320, 200)] // keys longer than values
    [InlineData(40, 36, 2, 2, 3, 100, 60)] // no multiples of a vector or segment
    [InlineData(576, 512, 16, 1, 2, 256, 100)] // latent attention
    public void Equals_plain_attention(int d, int dv, int heads, int shared, int tokens, int cache, int first)
    {
        AttentionCase problem = Case(d, dv, heads, shared, tokens, cache, first);
        AssertClose(problem.Reference(), problem.Run());
    }

    [Fact]
    public void Applies_alibi_and_soft_cap()
    {
        AttentionCase problem = new()
        {
            KeyLength = 32,
            ValueLength = 32,
            Heads = 4,
            KeyValueHeads = 2,
            Tokens = 3,
            CacheLength = 128,
            FirstPosition = 90,
            MaxBias = 8,
            SoftCap = 5,
        };
        AssertClose(problem.Reference(), problem.Run());
    }

    [Theory]
    [InlineData(TensorType.F16)]
    [InlineData(TensorType.Q8_0)]
    [InlineData(TensorType.Q4_0)]
    public void Is_bit_equal_in_any_micro_batch_and_for_any_cache_length_beyond_the_query(TensorType type)
    {
        float[] whole = Case(64, 64, 4, 2, 40, 2048, 1010, type).Run();
        for (int token = 0; token < 40; token++)
        {
            int shortest = (1010 + token + 64) / 64 * 64;
            AttentionCase single = Case(64, 64, 4, 2, 1, shortest, 1010 + token, type);
            Assert.Equal((ReadOnlySpan<float>)whole.AsSpan(token * 4 * 64, 4 * 64), (ReadOnlySpan<float>)single.Run());
        }
    }

    [Theory]
    [InlineData(float.PositiveInfinity, 1)]
    [InlineData(float.NaN, 1)]
    [InlineData(float.NaN, 9)]
    public void A_query_of_words_without_an_end_shows_in_its_results_alone(float first, int tokens)
    {
        AttentionCase problem = new()
        {
            KeyLength = 64,
            ValueLength = 64,
            Heads = 4,
            KeyValueHeads = 2,
            Tokens = tokens,
            CacheLength = 1280,
            FirstPosition = 1200,
            Type = TensorType.Q8_0,
            FirstQuery = first,
        };
        float[] results = problem.Run();
        Assert.All(results[..64], value => Assert.Equal(float.NaN, value));
        Assert.All(results[64..], value => Assert.True(float.IsFinite(value)));
    }

    [Fact]
    public void A_query_that_sees_nothing_gives_zeros()
    {
        AttentionCase problem = Case(32, 32, 2, 2, 1, 64, -1);
        Assert.All(problem.Run(), value => Assert.Equal(0f, value));
    }

    private static AttentionCase Case(
        int d,
        int dv,
        int heads,
        int shared,
        int tokens,
        int cache,
        int first,
        TensorType type = TensorType.F16
    ) =>
        new()
        {
            Type = type,
            KeyLength = d,
            ValueLength = dv,
            Heads = heads,
            KeyValueHeads = shared,
            Tokens = tokens,
            CacheLength = cache,
            FirstPosition = first,
        };

    private static void AssertClose(double[] expected, float[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.True(Math.Abs(expected[i] - actual[i]) < 2e-5, $"element {i}: {actual[i]} instead of {expected[i]}");
        }
    }
}
