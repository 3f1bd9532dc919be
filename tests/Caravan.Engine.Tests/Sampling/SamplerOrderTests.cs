// Orders of samplers are read as llama.cpp reads them.
using Caravan.Engine.Sampling;

namespace Caravan.Engine.Tests.Sampling;

public sealed class SamplerOrderTests
{
    [Fact]
    public void The_default_order_has_llamas_names() =>
        Assert.Equal(
            "penalties;dry;top_n_sigma;top_k;typ_p;top_p;min_p;xtc;temperature",
            SamplerOrder.Default.ToNames()
        );

    [Fact]
    public void The_default_order_has_llamas_letters() => Assert.Equal("edskypmxt", SamplerOrder.Default.ToLetters());

    [Fact]
    public void Letters_and_names_read_alike() =>
        Assert.Equal(SamplerOrder.FromNames("temperature;top_k;top_k").Kinds, SamplerOrder.FromLetters("tkk").Kinds);

    [Theory]
    [InlineData("top_k", SamplerKind.TopK)]
    [InlineData("top-k", SamplerKind.TopK)]
    [InlineData("TopK", SamplerKind.TopK)]
    [InlineData("nucleus", SamplerKind.TopP)]
    [InlineData("typ", SamplerKind.TypicalP)]
    [InlineData("typical_p", SamplerKind.TypicalP)]
    [InlineData("temp", SamplerKind.Temperature)]
    [InlineData("topnsigma", SamplerKind.TopNSigma)]
    [InlineData("adaptive-p", SamplerKind.AdaptiveP)]
    public void Other_spellings_are_known(string name, SamplerKind kind) =>
        Assert.Equal([kind], SamplerOrder.FromNames(name).Kinds);

    [Fact]
    public void Unknown_names_are_left_out_and_told()
    {
        SamplerOrder order = SamplerOrder.FromNames("top_k;tfs_z;min_p");
        Assert.Equal([SamplerKind.TopK, SamplerKind.MinP], order.Kinds);
        Assert.Equal(["tfs_z"], order.Unknown);
    }

    [Fact]
    public void Unknown_letters_are_left_out_and_told()
    {
        SamplerOrder order = SamplerOrder.FromLetters("kfm");
        Assert.Equal([SamplerKind.TopK, SamplerKind.MinP], order.Kinds);
        Assert.Equal(["f"], order.Unknown);
    }
}
