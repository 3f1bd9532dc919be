// The generator gives the numbers that C++ prescribes for std::mt19937.
using System.Buffers;
using Caravan.Engine.Sampling;

namespace Caravan.Engine.Tests.Sampling;

public sealed class MersenneTwisterTests
{
    [Fact]
    public void Gives_the_first_numbers_of_the_default_seed()
    {
        MersenneTwister random = new(5489);
        uint[] expected = [3499211612, 581869302, 3890346734, 3586334585, 545404204];
        Assert.Equal(expected, Enumerable.Range(0, 5).Select(_ => random.NextUInt32()));
    }

    [Fact]
    public void Gives_the_ten_thousandth_number_that_the_standard_names()
    {
        MersenneTwister random = new(5489);
        for (int i = 0; i < 9999; i++)
        {
            random.NextUInt32();
        }

        Assert.Equal(4123659995u, random.NextUInt32());
    }

    [Fact]
    public void Restores_its_position()
    {
        MersenneTwister random = new(7);
        for (int i = 0; i < 1500; i++)
        {
            random.NextUInt32();
        }

        ArrayBufferWriter<uint> state = new();
        random.Save(state);
        uint[] expected = [.. Enumerable.Range(0, 700).Select(_ => random.NextUInt32())];
        MersenneTwister other = new(1);
        ReadOnlySpan<uint> words = state.WrittenSpan;
        other.Restore(ref words);
        Assert.True(words.IsEmpty);
        Assert.Equal(expected, Enumerable.Range(0, 700).Select(_ => other.NextUInt32()));
    }

    [Fact]
    public void Never_draws_an_index_of_weight_zero()
    {
        MersenneTwister random = new(3);
        for (int i = 0; i < 2000; i++)
        {
            Assert.Contains(random.NextIndex([0, 0.25f, 0, 0.75f, 0]), new[] { 1, 3 });
        }
    }
}
