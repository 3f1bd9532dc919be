// A million damaged files: the reader accepts them or refuses them in order, and nothing else.
namespace Caravan.Gguf.Tests;

public class FuzzTests
{
    private const ulong Seed = 20260801;

    [Fact]
    public void A_million_mutants_are_accepted_or_refused_in_order()
    {
        GgufFuzzResult result = GgufFuzz.Run(
            GgufFuzzSample.Create(),
            Seed,
            1_000_000,
            cancellation: TestContext.Current.CancellationToken
        );
        Assert.Empty(result.Findings);
        Assert.Equal(0, result.Failed);
        Assert.Equal(1_000_000, result.Accepted + result.Rejected);
        Assert.InRange(result.Accepted, 10_000, 990_000);
        Assert.InRange(result.Rejected, 10_000, 990_000);
    }

    [Fact]
    public void A_mutant_is_told_by_seed_and_number_alone()
    {
        byte[] original = GgufFuzzSample.Create();
        byte[][] mutants = [.. Enumerable.Range(0, 100).Select(i => GgufFuzz.Mutant(original, Seed, i))];
        Assert.Equal(mutants[57], GgufFuzz.Mutant(original, Seed, 57));
        Assert.All(mutants, m => Assert.False(m.AsSpan().SequenceEqual(GgufFuzz.Mutant(original, Seed + 1, 0))));
        Assert.Equal(100, mutants.Select(Convert.ToHexString).Distinct().Count());
    }

    [Fact]
    public void A_run_can_be_continued_where_it_stopped()
    {
        byte[] original = GgufFuzzSample.Create();
        GgufFuzzResult whole = GgufFuzz.Run(original, Seed, 2000, cancellation: TestContext.Current.CancellationToken);
        GgufFuzzResult first = GgufFuzz.Run(original, Seed, 900, cancellation: TestContext.Current.CancellationToken);
        GgufFuzzResult rest = GgufFuzz.Run(
            original,
            Seed,
            1100,
            first: 900,
            cancellation: TestContext.Current.CancellationToken
        );
        Assert.Equal(whole.Accepted, first.Accepted + rest.Accepted);
    }

    [Fact]
    public void A_run_stops_when_it_is_told_to()
    {
        using CancellationTokenSource source = new();
        GgufFuzzResult result = GgufFuzz.Run(
            GgufFuzzSample.Create(),
            Seed,
            long.MaxValue,
            progress: _ => source.Cancel(),
            cancellation: source.Token
        );
        Assert.Equal(10_000, result.Mutants);
    }
}
