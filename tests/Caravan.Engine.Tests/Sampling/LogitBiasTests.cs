// --logit-bias is read as llama.cpp reads it.
using Caravan.Engine.Sampling;

namespace Caravan.Engine.Tests.Sampling;

public sealed class LogitBiasTests
{
    [Theory]
    [InlineData("15043+1", 15043, 1.0f)]
    [InlineData("15043-0.5", 15043, -0.5f)]
    [InlineData("2-inf", 2, float.NegativeInfinity)]
    [InlineData("7+1e2", 7, 100.0f)]
    public void Reads_a_token_and_its_bias(string text, int token, float bias)
    {
        Assert.True(LogitBias.TryParse(text, out LogitBias read));
        Assert.Equal(new LogitBias(token, bias), read);
    }

    [Theory]
    [InlineData("")]
    [InlineData("15043")]
    [InlineData("+1")]
    [InlineData("a+1")]
    [InlineData("3+")]
    [InlineData("3+x")]
    public void Refuses_other_forms(string text) => Assert.False(LogitBias.TryParse(text, out _));

    [Fact]
    public void Biases_of_one_token_add_up()
    {
        CandidateList list = new(2);
        list.Load([1, 2]);
        new LogitBiasSampler([new LogitBias(1, 3), new LogitBias(1, 4)], 2).Apply(list);
        Assert.Equal([1, 9], list.Logits.ToArray());
    }
}
