// Symbolic sizes: products, exact quotients, values.
namespace Caravan.Graph.Tests;

public class ExtentTests
{
    private static readonly SymbolValues Symbols = new(7, 256, 2);

    [Fact]
    public void A_product_evaluates_to_the_product_of_its_parts()
    {
        Extent extent = (Extent)4 * Extent.Tokens * Extent.CacheLength * Extent.Outputs;
        Assert.Equal(4 * 7 * 256 * 2, extent.Evaluate(Symbols));
    }

    [Fact]
    public void A_quotient_undoes_a_product()
    {
        Assert.Equal(Extent.Tokens * 32, Extent.Tokens * 32 * 8 / 8);
        Assert.Equal((Extent)32, Extent.Tokens * 32 / Extent.Tokens);
    }

    [Fact]
    public void A_quotient_with_a_remainder_is_refused()
    {
        Assert.Throws<GraphException>(() => (Extent)10 / 3);
        Assert.Throws<GraphException>(() => (Extent)10 / Extent.Tokens);
        Assert.Throws<GraphException>(() => Extent.Tokens / 0);
    }

    [Fact]
    public void Zero_is_one_value_whatever_it_was_multiplied_with() => Assert.Equal(0, Extent.Tokens * 0);

    [Fact]
    public void A_symbol_has_no_constant_value() => Assert.Throws<GraphException>(() => Extent.Tokens.Constant);

    [Fact]
    public void Overflow_is_refused_when_multiplying_and_when_evaluating()
    {
        Assert.Throws<GraphException>(() => (Extent)long.MaxValue * 2);
        Assert.Throws<GraphException>(() => ((Extent)(long.MaxValue / 2) * Extent.Tokens).Evaluate(Symbols));
    }

    [Fact]
    public void Divisibility_holds_for_every_value_of_the_symbols()
    {
        Assert.True((Extent.Tokens * 8).IsMultipleOf(4));
        Assert.True((Extent.Tokens * 8).IsMultipleOf(Extent.Tokens));
        Assert.False((Extent.Tokens * 8).IsMultipleOf(Extent.CacheLength));
        Assert.False(((Extent)8).IsMultipleOf(3));
    }
}
